/**
 * The theme: contrast of WCAG 2.2 AA in light and dark, targets of 24 pixels and more, one colour of the house. Nothing
 * here is decoration: each line mends something that a check of the components as they come finds wanting.
 */
import {
  Anchor,
  Badge,
  Button,
  Checkbox,
  CloseButton,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Radio,
  Switch,
} from '@mantine/core'

const house: MantineColorsTuple = [
  '#eaf3fb',
  '#d2e4f4',
  '#a3c8e8',
  '#72abdc',
  '#4a91cf',
  '#2a7abd',
  '#0b5f9f',
  '#0b4f8a',
  '#093f6e',
  '#062c4e',
]

export const theme = createTheme({
  colors: { house },
  primaryColor: 'house',
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  fontFamily: "'Noto Sans KR', 'Noto Sans CJK KR', 'Apple SD Gothic Neo', 'Malgun Gothic', system-ui, sans-serif",
  headings: { fontWeight: '650' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'outline', radius: 'sm', tt: 'none', miw: 'max-content' } }),
    Button: Button.extend({ defaultProps: { size: 'md' } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'md' } }),
    CloseButton: CloseButton.extend({ defaultProps: { size: 'lg' } }),
    Input: Input.extend({ defaultProps: { size: 'md' } }),
    Radio: Radio.extend({ defaultProps: { size: 'md' } }),
    Switch: Switch.extend({ defaultProps: { size: 'md' } }),
  },
})

/** Colours whose contrast falls short of 4.5 to 1 as they come. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#51565e',
    '--mantine-color-placeholder': '#63686f',
    '--mantine-color-error': '#b3161b',
    '--mantine-color-anchor': '#0b4f8a',
    '--mantine-color-default-border': '#7a828c',
  },
  dark: {
    '--mantine-color-dimmed': '#b6bcc4',
    '--mantine-color-placeholder': '#a4abb4',
    '--mantine-color-error': '#ff9a9a',
    '--mantine-color-anchor': '#8cc0ea',
    '--mantine-color-default-border': '#8a929c',
  },
})
