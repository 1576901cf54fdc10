/** Editions carried out and in: workbooks written, and what comes in read by a worker that is bounded. */
import { unzipSync, zipSync } from 'fflate'
import writeExcelFile from 'write-excel-file/node'
import { HEAD_ROWS, type Sheet } from './sheets.ts'

/** Widths of columns in characters: as long as what stands in them, within what a screen shows. */
const WIDTH = { least: 10, most: 48 } as const
const widthOf = (rows: readonly (readonly string[])[], column: number): number =>
  rows
    .slice(HEAD_ROWS - 2)
    .reduce<number>(
      (width, row) => (width > (row[column]?.length ?? 0) + 2 ? width : (row[column]?.length ?? 0) + 2),
      WIDTH.least,
    )

/** The day every file within a workbook bears, so that the same edition is the same bytes whenever it is written. */
const FILE_DAY = '1980-01-02T00:00:00'

/**
 * The bytes of a workbook: every cell a text and formatted as one, so that what is typed over it stays a text. The same
 * sheets give the same bytes.
 */
export async function workbookOf(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const bytes = await writeExcelFile(
    sheets.map(({ name, rows }) => ({
      sheet: name,
      stickyRowsCount: HEAD_ROWS,
      columns: (rows[HEAD_ROWS - 1] ?? []).map((_, column) => {
        const width = widthOf(rows, column)
        return { width: width > WIDTH.most ? WIDTH.most : width }
      }),
      data: rows.map((row, place) =>
        row.map(text =>
          text === ''
            ? null
            : {
                value: text,
                type: String,
                format: '@',
                ...(place === 0 || place === 2 ? { fontWeight: 'bold' as const } : {}),
                ...(place === 1 || place === 3 ? { textColor: '#808080' } : {}),
              },
        ),
      ),
    })),
  ).toBuffer()
  const parts = unzipSync(new Uint8Array(bytes))
  return zipSync(parts, { mtime: FILE_DAY, level: 6 })
}
