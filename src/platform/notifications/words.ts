/**
 * What each kind says, in three languages: a title and a sentence. A mail is read on its way by whoever carries it, so
 * none of them names a firm, a person, a grade or an amount; there is nothing to fill in.
 */
import type { Language, Words } from '../../kernel/words.ts'
import type { KindName } from './kinds.ts'

type Told = readonly [title: Words, text: Words]
const told = (title: readonly [string, string, string], text: readonly [string, string, string]): Told => {
  const words = ([ko, en, zh]: readonly [string, string, string]): Words => ({ ko, en, zh })
  return [words(title), words(text)]
}

export const SAYS: Readonly<Record<KindName, Told>> = {
  case_submitted: told(
    ['신청이 접수를 기다립니다', 'An application waits to be accepted', '有申请等待受理'],
    [
      '지점에 신청이 제출되었습니다. 받아들일지 확인해 주십시오.',
      'An application was handed in to your office. Look whether it can be accepted.',
      '您的网点收到一份申请，请确认是否受理。',
    ],
  ),
  case_accepted: told(
    ['신청이 접수되었습니다', 'Your application was received', '您的申请已受理'],
    [
      '신청이 접수되어 심사가 시작되었습니다. 아직 결정된 것은 없습니다.',
      'Your application was received, and its examination begins. Nothing is decided yet.',
      '您的申请已受理，评审开始，尚未作出任何决定。',
    ],
  ),
  facts_unavailable: told(
    ['확인되지 않은 사실이 있습니다', 'Facts are missing', '有事实尚未查明'],
    [
      '일부 기관이 답하지 않아 확인되지 않은 사실이 있습니다. 다시 조회됩니다.',
      'Some offices gave no answer, so that facts are missing. They are asked again.',
      '部分机构未答复，有事实尚未查明，将再次查询。',
    ],
  ),
  case_recommended: told(
    ['검토할 추천이 있습니다', 'A recommendation waits for review', '有建议等待审查'],
    [
      '규정에 따른 추천이 나왔습니다. 검토해 주십시오.',
      'The rules gave a recommendation. Review it.',
      '规则已给出建议，请审查。',
    ],
  ),
  signature_waits: told(
    ['서명할 결정이 있습니다', 'A decision waits for your signature', '有决定等待您签署'],
    [
      '검토가 끝난 건이 서명을 기다립니다.',
      'A case was reviewed and waits to be signed.',
      '一宗案件已审查完毕，等待签署。',
    ],
  ),
  case_referred: told(
    ['회부된 건이 있습니다', 'A case was referred', '有案件被移交'],
    [
      '사람이 살펴야 하는 건이 회부되었습니다.',
      'A case was referred for a person to look at.',
      '一宗案件已移交人工处理。',
    ],
  ),
  committee_waits: told(
    ['위원회에 부의된 건이 있습니다', 'A case was put before the committee', '有案件提交委员会'],
    ['위원회가 살필 건이 부의되었습니다.', 'A case was put before the committee.', '一宗案件已提交委员会审议。'],
  ),
  case_decided: told(
    ['결정이 내려졌습니다', 'A decision was taken', '已作出决定'],
    [
      '신청에 대한 결정이 내려졌습니다. 로그인하여 확인해 주십시오.',
      'An application was decided. Log in to read the decision.',
      '申请已有决定，请登录查看。',
    ],
  ),
  case_noticed: told(
    ['결정이 통지되었습니다', 'Notice of a decision was given', '决定已通知'],
    [
      '결정이 통지되었습니다. 이의를 신청할 수 있는 기간이 시작됩니다.',
      'Notice of a decision was given; an objection is open from here on.',
      '决定已通知，自此可以提出异议。',
    ],
  ),
  case_objected: told(
    ['이의가 신청되었습니다', 'An objection was made', '有人提出异议'],
    [
      '결정에 대한 이의가 신청되어 다시 평가됩니다.',
      'An objection was made; the case is appraised again.',
      '有人对决定提出异议，案件将重新评审。',
    ],
  ),
  case_withdrawn: told(
    ['신청이 취하되었습니다', 'An application was withdrawn', '申请已撤回'],
    ['신청이 취하되었습니다.', 'An application was taken back.', '一份申请已被撤回。'],
  ),
  certificate_issued: told(
    ['인증서가 발급되었습니다', 'A certificate was issued', '证书已签发'],
    ['인증서를 내려받을 수 있습니다.', 'A certificate can be downloaded.', '证书可以下载。'],
  ),
  certificate_revoked: told(
    ['인증서가 취소되었습니다', 'A certificate was revoked', '证书已撤销'],
    [
      '인증서가 취소되어 더는 유효하지 않습니다.',
      'A certificate was revoked and holds no more.',
      '证书已撤销，不再有效。',
    ],
  ),
  appraisal_drawn: told(
    ['평가할 건이 배정되었습니다', 'A case was drawn for you', '有案件抽签分配给您'],
    [
      '평가위원으로 추첨되었습니다. 이해관계를 확인하고 평가해 주십시오.',
      'You were drawn to appraise a case. Look for conflicts of interest, then mark it.',
      '您被抽中评审一宗案件，请先确认有无利害关系，再评分。',
    ],
  ),
  hearing_opened: told(
    ['합의 절차가 열렸습니다', 'A consensus was opened', '合议已开启'],
    [
      '평가하신 건의 합의 절차가 열렸습니다. 의견을 남겨 주십시오.',
      'A consensus was opened on a case you appraised. State your reasons.',
      '您评审的案件已开启合议，请说明理由。',
    ],
  ),
  sheet_due: told(
    ['평가 기한이 다가옵니다', 'An appraisal is due soon', '评审期限将至'],
    [
      '서명하지 않은 평가표의 기한이 다가옵니다.',
      'A sheet that you have not signed is due soon.',
      '您尚未签署的评分表即将到期。',
    ],
  ),
  referral_due: told(
    ['처리 기한이 다가옵니다', 'A case is due soon', '案件处理期限将至'],
    ['맡으신 건의 처리 기한이 다가옵니다.', 'A case that lies with you is due soon.', '您负责的案件即将到期。'],
  ),
  guarantee_noticed: told(
    ['보증을 실행할 수 있습니다', 'A guarantee may be drawn', '担保可以提用'],
    [
      '보증이 통지되었습니다. 정해진 기간 안에 실행해 주십시오.',
      'Notice of a guarantee was given; it may be drawn within its days.',
      '担保已通知，请在期限内提用。',
    ],
  ),
  draw_due: told(
    ['보증 실행 기한이 다가옵니다', 'The days to draw a guarantee end soon', '担保提用期限将至'],
    [
      '통지된 보증의 실행 기한이 다가옵니다. 지나면 효력을 잃습니다.',
      'A guarantee lapses unless its loan is drawn soon.',
      '担保若不尽快提用将失效。',
    ],
  ),
  letter_sent: told(
    ['보증서가 발송되었습니다', 'A letter of guarantee was sent', '担保书已发出'],
    [
      '보증서가 발송되어 대출을 실행할 수 있습니다.',
      'The letter of guarantee was sent; the loan may be drawn.',
      '担保书已发出，可以发放贷款。',
    ],
  ),
  paper_issued: told(
    ['보증 문서가 발급되었습니다', 'A paper of a guarantee was issued', '担保文件已签发'],
    ['보증 문서를 내려받을 수 있습니다.', 'A paper of a guarantee can be downloaded.', '担保文件可以下载。'],
  ),
  claim_examined: told(
    ['이행청구 심사가 끝났습니다', 'A claim was examined', '代偿申请已审查'],
    ['이행청구에 대한 심사가 끝났습니다.', 'Your claim was examined.', '您的代偿申请已审查完毕。'],
  ),
  claim_paid: told(
    ['대위변제가 이루어졌습니다', 'A claim was paid', '代偿已支付'],
    ['이행청구에 대한 지급이 이루어졌습니다.', 'Your claim was paid.', '您的代偿申请已支付。'],
  ),
  accident_reported: told(
    ['사고가 보고되었습니다', 'An accident was reported', '有事故报告'],
    ['보증사고가 보고되었습니다.', 'An accident of a guarantee was reported.', '有担保事故报告。'],
  ),
  claim_waits: told(
    ['심사할 이행청구가 있습니다', 'A claim waits to be examined', '有代偿申请等待审查'],
    [
      '이행청구가 들어왔습니다. 심사해 주십시오.',
      'A creditor claims payment. Examine it.',
      '债权人提出代偿申请，请审查。',
    ],
  ),
  payment_waits: told(
    ['심사가 끝난 이행청구가 있습니다', 'An examined claim goes on', '已审查的代偿申请待处理'],
    [
      '심사가 끝난 이행청구의 다음 절차를 확인해 주십시오.',
      'A claim was examined. Look at what follows.',
      '代偿申请已审查，请查看后续步骤。',
    ],
  ),
  task_due: told(
    ['사후관리 과제의 기한이 다가옵니다', 'A task is due soon', '任务期限将至'],
    [
      '맡으신 사후관리 과제의 기한이 다가옵니다.',
      'A task of watching a guarantee that lies with you is due soon.',
      '您负责的担保监测任务即将到期。',
    ],
  ),
  recourse_due: told(
    ['구상 관리 기한이 다가옵니다', 'A term of recourse ends soon', '追偿期限将至'],
    [
      '맡으신 구상 건의 기한이 다가옵니다.',
      'A term of a recourse that lies with you ends soon.',
      '您负责的追偿案件期限将至。',
    ],
  ),
  report_checked: told(
    ['보고가 확인되었습니다', 'A report was checked', '报告已核对'],
    [
      '보내신 보고를 확인했습니다. 결과를 살펴 주십시오.',
      'Your report was read and held against the books. Look at what was found.',
      '您的报告已核对，请查看结果。',
    ],
  ),
  report_refused: told(
    ['보고가 반려되었습니다', 'A report was refused', '报告被退回'],
    [
      '보내신 보고가 반려되었습니다. 이유를 확인해 주십시오.',
      'Your report was refused. Read why.',
      '您的报告被退回，请查看原因。',
    ],
  ),
  report_accepted: told(
    ['보고가 수리되었습니다', 'A report was accepted', '报告已接受'],
    ['보내신 보고가 수리되었습니다.', 'Your report was accepted.', '您的报告已被接受。'],
  ),
  correction_asked: told(
    ['정정 요청이 있습니다', 'A correction was asked for', '有更正请求'],
    [
      '보고의 한 줄을 정정해 달라는 요청이 있습니다.',
      'A row of a report was asked to be corrected.',
      '报告中的一行被请求更正。',
    ],
  ),
  correction_examined: told(
    ['정정 요청이 처리되었습니다', 'A correction was examined', '更正请求已处理'],
    ['정정 요청에 대한 처리가 끝났습니다.', 'A request to correct a report was examined.', '更正请求已处理完毕。'],
  ),
  approval_waits: told(
    ['승인할 규정안이 있습니다', 'A draft of the rules waits for approval', '有规则草案等待批准'],
    [
      '제안된 규정안이 승인을 기다립니다.',
      'A draft of the rules was proposed and waits for approval.',
      '一份规则草案已提出，等待批准。',
    ],
  ),
  mail_failed: told(
    ['전송되지 않은 메일이 있습니다', 'A mail could not be delivered', '有邮件未能送达'],
    [
      '메일을 보내지 못했습니다. 주소나 메일 서버를 확인해 주십시오.',
      'A mail could not be delivered. Look at the address or the mail server.',
      '有邮件未能送达，请检查地址或邮件服务器。',
    ],
  ),
}

const LINES: Readonly<Record<'open' | 'choose' | 'confirm' | 'code' | 'ends' | 'product', Words>> = {
  product: { ko: '기술보증', en: 'Technology guarantee', zh: '技术担保' },
  open: { ko: '로그인하여 확인하기', en: 'Log in and look', zh: '登录查看' },
  choose: { ko: '받는 알림 바꾸기', en: 'Choose what you are mailed', zh: '选择接收哪些通知' },
  confirm: { ko: '메일 주소를 확인해 주십시오', en: 'Confirm your address', zh: '请确认您的邮箱地址' },
  code: { ko: '확인 번호', en: 'Code', zh: '确认码' },
  ends: {
    ko: '요청하지 않으셨다면 이 메일을 무시하십시오.',
    en: 'If you did not ask for this, leave it.',
    zh: '如果不是您本人请求，请忽略此邮件。',
  },
}
export const line = (name: keyof typeof LINES, language: Language): string => LINES[name][language]
