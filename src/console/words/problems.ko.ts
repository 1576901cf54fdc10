/** Refusals in Korean, which the other languages are held to. */
export const words = {
  forbidden: '이 일을 할 권한이 없습니다. 권한이 필요하면 소속 기관의 관리자에게 문의해 주세요.',
  subject_missing: '찾으시는 것이 없거나 볼 수 있는 권한이 없습니다.',
  case_missing: '찾으시는 신청이 없거나 볼 수 있는 권한이 없습니다.',
  version_stale: '그 사이 다른 사람이 고쳤습니다. 최신 내용을 확인한 뒤 다시 저장해 주세요.',
  changed_meanwhile: '그 사이 내용이 바뀌었습니다. 화면을 새로 열어 확인해 주세요.',
  service_busy: '지금 이용자가 많습니다. 잠시 후 다시 시도해 주세요.',
  service_fault: '서비스에 문제가 생겼습니다. 같은 요청을 다시 보내 주세요. 두 번 처리되지 않습니다.',
  not_done: '처리되지 않았습니다. 다시 시도해 주세요.',
  outcome_unknown: '처리되었는지 아직 알 수 없습니다. 다시 보내셔도 두 번 처리되지 않습니다.',
  rate_exceeded: '요청이 너무 잦습니다. 잠시 후 다시 시도해 주세요.',
  session_over: '로그인이 끝났습니다. 다시 로그인해 주세요.',
  token_holder_unknown: '지금은 맡은 역할이 없습니다. 관리자에게 문의하거나 다시 로그인해 주세요.',
  body_too_large: '파일이 너무 큽니다. {limit}',
  media_type_refused: '이 형식의 파일은 받을 수 없습니다.',
} as const
