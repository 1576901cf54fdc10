/** The way back from a page of an application to the application. */
import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWords } from '../words/engine.ts'
import { sme } from './words.ts'

export function BackToApplication({ id }: { readonly id: string }) {
  const say = useWords(sme)
  return (
    <Anchor component={Link} to={`/applications/${id}`} className="not-printed" display="inline-block" mb="sm" py={2}>
      ← {say('back_to_application')}
    </Anchor>
  )
}
