/** Pages for everybody in simplified Chinese. */
import type { words as ko } from './words.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  title: '核验证书',
}
