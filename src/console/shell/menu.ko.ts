/** The menu in Korean, which the other languages are held to. */
export const words = {
  public: '누구나',
  verify: '증서 확인',
} as const
