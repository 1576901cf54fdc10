/** `replay <record.json>`: a decision run again, byte for byte. */
import { replay } from '../appraisal/replay.ts'
import { type Command, granted, misused, print, shippedRules, textOf } from './command.ts'

export const replayCommand: Command = {
  name: 'replay',
  usage: '<record.json>',
  summary: 'runs a stored decision again: 0 identical, 1 differs and says where first',
  help: ['The editions the record names must be in rules/ and be the same to the byte.'],
  run: args => {
    const [path, ...more] = args
    if (path === undefined || more.length > 0) return misused('one record file', args.join(' '))
    const found = granted(replay(textOf(path), shippedRules()))
    if (found.isIdentical) {
      print(`${path}: identical`)
      return 0
    }
    const { at, recorded, computed } = found.first
    print(`${path}: differs first at ${at === '' ? 'the whole' : at}: recorded ${recorded}, computed ${computed}`)
    return 1
  },
}
