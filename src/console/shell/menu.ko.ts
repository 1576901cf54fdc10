/** The menu in Korean, which the other languages are held to. */
export const words = {
  sme: '기업 신청',
  applications: '내 신청',
  appraiser: '평가',
  appraisals: '배정된 평가',
  feedback: '내 평가 돌아보기',
  public: '누구나',
  consultation: '보증 가능성 알아보기',
  criteria: '보증 기준',
  bank: '은행 업무',
  bank_cases: '심사 목록',
  bank_guarantees: '보증',
  bank_months: '월 보고',
  bank_statements: '정산서',
  bank_developer: '개발자',
  bank_sandbox: '샌드박스',
  verify: '증서 확인',
} as const
