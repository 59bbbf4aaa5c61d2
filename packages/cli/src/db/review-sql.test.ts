import { expect, test } from 'vitest'
import { reviewed } from './review-sql.js'

test('what would drop an index or a constraint that only SQL says is left out, and named', () => {
  const { sql, warnings } = reviewed(
    '-- DropIndex\nDROP INDEX "by_title";\n\n-- AlterTable\nALTER TABLE "course" ADD COLUMN "tags" TEXT[];\n',
  )
  expect(sql).toBe('-- AlterTable\nALTER TABLE "course" ADD COLUMN "tags" TEXT[];\n')
  expect(warnings).toEqual([expect.stringContaining('DROP INDEX "by_title"')])
})

test.each([
  ['-- DropTable\nDROP TABLE "course";', 'all its rows'],
  ['-- AlterTable\nALTER TABLE "course" DROP COLUMN "title";', 'dropped with its data'],
  ['-- AlterTable\nALTER TABLE "course" ALTER COLUMN "title" SET NOT NULL;', 'becomes required'],
  ['-- AlterTable\nALTER TABLE "course" ADD COLUMN     "tags" TEXT NOT NULL;', 'without a default'],
  ['-- AlterTable\nALTER TABLE "course" ALTER COLUMN "id" SET DATA TYPE INTEGER;', 'a type changes'],
  ['-- CreateIndex\nCREATE UNIQUE INDEX "i" ON "course"("title");', 'an index is built'],
])('%s is warned of', (script, warning) => {
  expect(reviewed(script).warnings).toEqual([expect.stringContaining(warning)])
})

test.each([
  '-- AlterTable\nALTER TABLE "course" ADD COLUMN     "tags" TEXT NOT NULL DEFAULT \'\';',
  '-- CreateTable\nCREATE TABLE "tag" (\n    "id" UUID NOT NULL\n);',
])('%s is harmless', script => {
  expect(reviewed(script).warnings).toEqual([])
})
