/** The criteria in plain words: the programmes in force, what each is for and what it asks for. */
import { Accordion, List, Text } from '@mantine/core'
import { PageTitle } from '../../parts/page-title.tsx'
import { Empty, Read } from '../../parts/states.tsx'
import { useLanguage, useWords } from '../../words/engine.ts'
import { useProgrammes } from './programmes.ts'
import { consultation } from './words.ts'

export function Criteria() {
  const say = useWords(consultation)
  const language = useLanguage()
  const programmes = useProgrammes()
  return (
    <>
      <PageTitle>{say('criteria_title')}</PageTitle>
      <Text mb="lg">{say('criteria_lead')}</Text>
      <Read of={programmes}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty />
          ) : (
            <Accordion variant="separated" order={2} multiple maw="60rem">
              {items.map(item => (
                <Accordion.Item key={item.code} value={item.code}>
                  <Accordion.Control>
                    <Text span fw={600}>
                      {item.names[language]}
                    </Text>
                  </Accordion.Control>
                  <Accordion.Panel>
                    {item.line === null ? null : <Text mb="sm">{item.line[language]}</Text>}
                    <Text>
                      {say('criteria_purposes', { purposes: item.purposes.map(one => one.names[language]).join(', ') })}
                    </Text>
                    <Text>{say('criteria_grade', { grade: item.minimum_grade })}</Text>
                    {item.is_valuation_required ? <Text>{say('criteria_valuation')}</Text> : null}
                    {item.papers.length === 0 ? null : (
                      <>
                        <Text fw={600} mt="sm">
                          {say('papers')}
                        </Text>
                        <List>
                          {item.papers.map(paper => (
                            <List.Item key={paper.type}>{paper.names[language]}</List.Item>
                          ))}
                        </List>
                      </>
                    )}
                  </Accordion.Panel>
                </Accordion.Item>
              ))}
            </Accordion>
          )
        }
      </Read>
    </>
  )
}
