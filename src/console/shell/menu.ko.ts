/** The menu in Korean, which the other languages are held to. */
export const words = {
  sme: '기업 신청',
  applications: '내 신청',
  public: '누구나',
  consultation: '보증 가능성 알아보기',
  criteria: '보증 기준',
  verify: '증서 확인',
} as const
