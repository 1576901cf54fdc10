/** The menu in Korean, which the other languages are held to. */
export const words = {
  appraiser: '평가',
  appraisals: '배정된 평가',
  feedback: '내 평가 돌아보기',
  public: '누구나',
  consultation: '보증 가능성 알아보기',
  criteria: '보증 기준',
  verify: '증서 확인',
} as const
