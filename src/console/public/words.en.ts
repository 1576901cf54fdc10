/** Pages for everybody in English. */
import type { words as ko } from './words.ko.ts'

export const words: Readonly<Record<keyof typeof ko, string>> = {
  title: 'Check a certificate',
}
