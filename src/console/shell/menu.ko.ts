/** The menu in Korean, which the other languages are held to. */
export const words = {
  office: '보증 심사',
  office_work: '할 일',
  office_referred: '심사 회부 목록',
  office_money: '청구와 기금',
  office_claims: '사고와 청구',
  office_fund: '기금과 보증료',
  public: '누구나',
  consultation: '보증 가능성 알아보기',
  criteria: '보증 기준',
  verify: '증서 확인',
} as const
