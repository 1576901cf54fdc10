/** Pages for everybody in Korean, which the other languages are held to. */
export const words = {
  title: '증서 확인',
} as const
