/** Folders and files: reading a folder of texts whole, writing files so that a reader never sees half of one. */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder the product lies in: where rules/, fixtures/ and package.json are. */
export const HOME = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

/** Every file with one of the endings below a folder: path with / -> text, in no particular order. */
export function textsBelow(folder: string, ending = '.json'): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith(ending))
  return new Map(names.map(name => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]))
}

/** Files below a folder that are larger than a size, by their names alone: nothing of them is read. */
export function filesBeyond(
  folder: string,
  bytes: number,
  ending = '.json',
): readonly { name: string; bytes: number }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith(ending))
    .map(name => ({ name: name.replaceAll('\\', '/'), bytes: statSync(join(folder, name)).size }))
    .filter(file => file.bytes > bytes)
}

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false

/** Writes a file whole or not at all: beside it first, then renamed. */
export function writeWhole(path: string, content: string | Uint8Array, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.part`
  writeFileSync(beside, content, { mode })
  renameSync(beside, path)
}
