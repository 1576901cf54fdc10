/**
 * A certificate's content in three languages, as a case of the demonstration would lead to it. No firm or person in
 * it exists.
 */
import type { CertificateContent, ScoreRow } from '../../src/certificate/content.ts'
import { certificateNumber } from '../../src/certificate/number.ts'
import { calendarDate } from '../../src/kernel/calendar.ts'
import type { Language } from '../../src/kernel/words.ts'

type Three = readonly [string, string, string]
const INDICATORS: readonly (readonly [Three, readonly (readonly [Three, string, string, string])[], string, string])[] =
  [
    [
      ['경영역량', 'Management', '经营能力'],
      [
        [['동업종 경험 수준', 'Industry experience', '行业经验'], 'B', '3.20', '4.00'],
        [['기술 지식 수준', 'Technical knowledge', '技术知识'], 'A', '4.00', '4.00'],
        [['경영 지식 수준', 'Business management', '经营知识'], 'B', '2.40', '3.00'],
        [['경영진 구성', 'Depth of the team', '管理团队构成'], 'B', '2.40', '3.00'],
        [['최고기술책임자 역량', 'CTO capability', '技术负责人能力'], 'A', '3.00', '3.00'],
        [['핵심인력 유지', 'Retention of key persons', '核心人员稳定性'], 'C', '1.80', '3.00'],
        [['신용 및 윤리', 'Owner credit and ethics', '信用与道德'], 'B', '1.60', '2.00'],
        [['지배구조', 'Governance', '治理结构'], 'C', '1.20', '2.00'],
      ],
      '19.60',
      '24.00',
    ],
    [
      ['기술성', 'Technology', '技术性'],
      [
        [['연구개발 전담조직', 'R&D organisation', '研发组织'], 'A', '3.00', '3.00'],
        [['연구개발 인력 비율', 'R&D staff ratio', '研发人员比例'], 'B', '2.40', '3.00'],
        [['기술 혁신성', 'Innovativeness', '创新性'], 'A', '4.00', '4.00'],
        [['기술 차별성', 'Differentiation', '差异性'], 'A', '4.00', '4.00'],
        [['모방 난이도', 'Difficulty of imitation', '模仿难度'], 'B', '3.20', '4.00'],
        [['기술 완성도', 'Completeness (TRL)', '技术成熟度'], 'B', '3.20', '4.00'],
        [['확장 가능성', 'Extensibility', '可扩展性'], 'B', '2.40', '3.00'],
        [['기술 수명주기 위치', 'Life-cycle position', '生命周期位置'], 'B', '2.40', '3.00'],
        [['권리 보호 수준', 'Protection by rights', '权利保护'], 'A', '4.00', '4.00'],
        [['권리 안정성', 'Stability of rights', '权利稳定性'], 'B', '2.40', '3.00'],
      ],
      '31.00',
      '35.00',
    ],
    [
      ['시장성', 'Marketability', '市场性'],
      [
        [['시장 규모', 'Market size', '市场规模'], 'B', '3.20', '4.00'],
        [['시장 성장성', 'Market growth', '市场成长性'], 'A', '4.00', '4.00'],
        [['진입장벽', 'Entry barriers', '进入壁垒'], 'C', '2.40', '4.00'],
        [['경쟁 강도', 'Competition intensity', '竞争强度'], 'C', '1.80', '3.00'],
        [['수요 민감도', 'Sensitivity of demand', '需求敏感度'], 'B', '2.40', '3.00'],
        [['예상 점유율', 'Expected share', '预期份额'], 'C', '1.80', '3.00'],
      ],
      '15.60',
      '21.00',
    ],
    [
      ['사업성', 'Business', '事业性'],
      [
        [['생산 용이성', 'Ease of production', '生产便利性'], 'B', '3.20', '4.00'],
        [['공급 안정성', 'Stability of supply', '供应稳定性'], 'B', '2.40', '3.00'],
        [['판매 채널', 'Sales channel', '销售渠道'], 'C', '2.40', '4.00'],
        [['사업화 준비기간', 'Preparation period', '产业化准备期'], 'B', '2.40', '3.00'],
        [['수익 전망', 'Profitability', '收益前景'], 'B', '2.40', '3.00'],
        [['소요자금 규모', 'Capital need', '资金需求'], 'C', '1.80', '3.00'],
      ],
      '14.60',
      '20.00',
    ],
  ]

const record = (language: Language) =>
  new TextEncoder().encode(
    JSON.stringify({
      certificate: language,
      score: '80.80',
      facts: Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`fact_${index}`, String(index * 7919)])),
    }),
  )

/** The content, with anything replaced that a test wants to stress. */
export function sampleContent(language: Language, changes: Partial<CertificateContent> = {}): CertificateContent {
  const say = (ko: string, en: string, zh: string): string => ({ ko, en, zh })[language]
  const at = { ko: 0, en: 1, zh: 2 }[language]
  const rows: ScoreRow[] = INDICATORS.flatMap(([module, indicators, points, max]): ScoreRow[] => [
    { level: 'module', label: module[at] as string, mark: '', points, max },
    ...indicators.map(
      ([label, mark, gained, most]): ScoreRow => ({
        level: 'indicator',
        label: label[at] as string,
        mark,
        points: gained,
        max: most,
      }),
    ),
  ])
  rows.push({ level: 'total', label: say('합계', 'Total', '合计'), mark: '', points: '80.80', max: '100.00' })
  return {
    language,
    issuer: say('기술보증 시범기관', 'Demonstration Technology Guarantee Agency', '技术担保示范机构'),
    title: say('기술평가인증서', 'Technology Appraisal Certificate', '技术评估证书'),
    subtitle: say('Technology Appraisal Certificate', '기술평가인증서', 'Technology Appraisal Certificate'),
    number: {
      label: say('인증번호', 'Certificate No.', '证书编号'),
      value: certificateNumber({ year: 2026, series: 1101, serial: 42 }),
    },
    issueDay: {
      label: say('발급일', 'Issued', '签发日期'),
      value: say('2026년 11월 23일', '23 November 2026', '2026年11月23日'),
    },
    issuedOn: calendarDate('2026-11-23'),
    statement: say(
      '아래 기업이 보유한 기술을 평가기준에 따라 평가한 결과 기술평가등급이 다음과 같음을 인증합니다.',
      'The technology of the firm below was appraised under the published criteria; the agency certifies its grade.',
      '兹证明:依据评估准则对下列企业所持技术进行评估,其技术评估等级如下。',
    ),
    facts: [
      {
        label: say('기업명', 'Firm', '企业名称'),
        value: say('주식회사 한빛정밀(韓光精密)', 'Hanbit Precision Co., Ltd.', '韩光精密株式会社(한빛정밀)'),
      },
      { label: say('사업자등록번호', 'Business registration', '营业登记号'), value: '124-81-00998' },
      {
        label: say('대표자', 'Representative', '法定代表人'),
        value: say('대표자 갑 (甲)', 'Representative A', '代表人甲'),
      },
      {
        label: say('대상 기술', 'Technology', '评估对象技术'),
        value: say(
          '고분자 전해질막 제조 방법 및 이를 이용한 연료전지 셀',
          'Polymer electrolyte membrane and a fuel cell made with it',
          '高分子电解质膜的制造方法及使用该膜的燃料电池单体',
        ),
      },
      { label: say('관련 권리', 'Rights', '相关权利'), value: 'US 10,000,000 B2 · EP 2 000 000 B1' },
      {
        label: say('평가 모형', 'Model', '评估模型'),
        value: say(
          '제조업 일반형 (2026-01판)',
          'Manufacturing, general (edition 2026-01)',
          '制造业通用模型(2026-01版)',
        ),
      },
    ],
    grade: {
      label: say('기술평가등급', 'Technology grade', '技术评估等级'),
      value: 'AA',
      meaning: say(
        '기술력이 매우 우수하고 사업화 위험이 낮음',
        'Very strong technology, low risk in bringing it to market',
        '技术实力非常优秀,产业化风险低',
      ),
    },
    purpose: {
      label: say('평가 목적', 'Purpose', '评估目的'),
      value: say('보증 연계 대출 심사', 'Loan under a guarantee', '担保贷款审查'),
    },
    use: {
      label: say('용도', 'Use', '用途'),
      value: say('금융기관 제출용', 'For submission to a financial institution', '提交金融机构'),
    },
    validity: {
      label: say('유효기간', 'Valid', '有效期'),
      value: say('2026-11-23부터 2027-11-22까지', '2026-11-23 to 2027-11-22', '2026-11-23 至 2027-11-22'),
    },
    terms: {
      heading: say('보증 조건(권고)', 'Recommended terms', '建议担保条件'),
      rows: [
        {
          label: say('대출금액', 'Loan', '贷款金额'),
          value: say('1,000,000,000원', 'KRW 1,000,000,000', '1,000,000,000 韩元'),
        },
        {
          label: say('보증금액', 'Guaranteed amount', '担保金额'),
          value: say('850,000,000원', 'KRW 850,000,000', '850,000,000 韩元'),
        },
        {
          label: say('은행 부담액', "Bank's share", '银行承担额'),
          value: say('150,000,000원', 'KRW 150,000,000', '150,000,000 韩元'),
        },
        { label: say('보증비율', 'Ratio', '担保比例'), value: '85%' },
        { label: say('보증료율', 'Fee', '担保费率'), value: say('연 1.2%', '1.2% a year', '年 1.2%') },
        { label: say('보증기간', 'Term', '担保期限'), value: say('12개월', '12 months', '12 个月') },
      ],
    },
    score: {
      heading: say('평가 점수표', 'Score', '评分表'),
      summary: say(
        '지표별 등급과 점수, 합계 80.80점',
        'Mark and points of each indicator; 80.80 in all',
        '各指标的等级与得分,合计80.80分',
      ),
      columns: {
        label: say('평가 항목', 'Item', '评估项目'),
        mark: say('등급', 'Mark', '等级'),
        points: say('득점', 'Points', '得分'),
        max: say('배점', 'Max', '满分'),
      },
      rows,
    },
    radar: {
      heading: say('부문별 수준', 'Strength by module', '各部分水平'),
      alt: say(
        '경영역량 82, 기술성 89, 시장성 74, 사업성 73 (각 100 기준)',
        'Management 82, technology 89, marketability 74, business 73, each of 100',
        '经营能力82,技术性89,市场性74,事业性73(各以100计)',
      ),
      axes: INDICATORS.map(([label, , points, max]) => ({
        label: label[at] as string,
        value: Number(points) / Number(max),
        text: `${points} / ${max}`,
      })),
    },
    waterfall: {
      heading: say('점수 구성', 'How the score adds up', '得分构成'),
      alt: say('네 부문의 득점을 더하면 80.80점', 'The four modules add up to 80.80', '四个部分得分合计80.80'),
      steps: INDICATORS.map(([label, , points]) => ({
        label: label[at] as string,
        value: Number(points),
        text: points,
      })),
      total: { label: say('합계', 'Total', '合计'), text: '80.80' },
    },
    conditions: {
      heading: say('조건', 'Conditions', '条件'),
      items: [
        say(
          '대출 실행 전 특허권의 등록유지료 납부를 확인할 것',
          'Payment of the annuities is shown before the loan is drawn',
          '贷款发放前须确认专利年费已缴纳',
        ),
        say(
          '핵심 인력의 변동이 있으면 14일 이내에 알릴 것',
          'A change among key persons is reported within 14 days',
          '核心人员变动须在14日内通知',
        ),
      ],
    },
    limits: {
      heading: say('한계', 'Limits', '局限'),
      items: [
        say(
          '평가일 현재 제출된 자료와 현장조사에 근거함',
          'Rests on papers filed and the site visit as of the day of appraisal',
          '以评估日提交的资料和现场调查为依据',
        ),
        say(
          '기술의 장래 성과를 보장하지 아니함',
          'Does not promise how the technology will do',
          '不保证技术的未来成果',
        ),
      ],
    },
    notAGuarantee: say(
      '이 인증서는 보증서가 아니며, 보증의 약정은 별도의 보증서로만 성립합니다.',
      'This certificate is not a guarantee. A guarantee comes about only by a separate letter of guarantee.',
      '本证书并非保函,担保仅以另行签发的保函成立。',
    ),
    editions: {
      heading: say('적용 기준', 'Editions applied', '适用版本'),
      items: [
        'rubric 2026-01 · grades 2026-01 · terms 2026-01',
        'sha256:3f6b9d0c1c2530586472a4483c17375eb9c7d8f3f6f9d3dae2ffffff00112233',
      ],
    },
    appraisers: {
      heading: say('평가자', 'Appraisers', '评估人员'),
      items: [
        say('A-0117 (기술평가사 1급)', 'A-0117 (grade 1)', 'A-0117(技术评估师一级)'),
        say('A-0242 (기술평가사 2급)', 'A-0242 (grade 2)', 'A-0242(技术评估师二级)'),
      ],
    },
    notes: { heading: say('비고', 'Notes', '备注'), items: [] },
    verification: {
      heading: say('진위 확인', 'Verify', '真伪查验'),
      text: say(
        'QR 코드를 읽거나 아래 주소에서 인증번호를 조회하고, 전자파일은 그대로 올려 확인할 수 있습니다.',
        'Scan the code or look the number up at this address; the file itself can be checked there as it is.',
        '扫描二维码或在下列网址查询证书编号,电子文件可原样上传核验。',
      ),
      url: 'https://verify.example.org/c/2026-1101-0000042',
      qrAlt: say('진위 확인 주소의 QR 코드', 'QR code of the address for verification', '真伪查验网址二维码'),
    },
    seal: {
      text: say(
        '전자서명과 시점확인으로 봉인됨',
        'Sealed by electronic signature and time-stamp',
        '以电子签名和时间戳封印',
      ),
      fieldLabel: say('기관 전자서명', "The agency's electronic seal", '机构电子签章'),
      reason: say('기술평가인증서 발급', 'Issue of the certificate', '签发技术评估证书'),
    },
    attachment: {
      name: 'record.json',
      bytes: record(language),
      description: say('평가 기록', 'Record of the appraisal', '评估记录'),
    },
    ...changes,
  }
}
