export type * from './answer.ts';
export { answerInMemory, type RecordSource, runPipes } from './answer-in-memory.ts';
export type * from './ast.ts';
export { aggregateName, groupName, percentilePart } from './columns.ts';
export { compareCells, compareRecords, compareText, timeOf } from './compare-cells.ts';
export { type CompletionSource, complete } from './complete.ts';
export type { CompletionItem, FieldHint } from './completion-items.ts';
export { type CursorPlace, decodeCursor, encodeCursor } from './cursor.ts';
export { explainQuery } from './explain.ts';
export { foldCase } from './fold-case.ts';
export { type LiteralForms, literalForms } from './literal-forms.ts';
export { holdsFor } from './match-value.ts';
export { NUMERAL, readExactNumeral, readNumeral } from './numeral.ts';
export { type ParseOptions, parseQuery, parseQueryStrict } from './parse-query.ts';
export { compilePredicate, type Predicate } from './predicate.ts';
export { printFilter, printValue } from './print-filter.ts';
export { printPipes, printQuery } from './print-query.ts';
export { type FieldReader, fieldReader } from './read-field.ts';
export { patternsTable, type SplitPipes, splitPipes, startTable, type TableMaker, weightOf } from './record-pipes.ts';
export { type CompiledRegex, compileRegex, type RegexTest } from './regex.ts';
export { requiredLiterals } from './regex-literals.ts';
export { type AnswerOptions, compileBounds, DEFAULT_RECORD_LIMIT, type RecordQuery } from './run-query.ts';
export { parseTime } from './relative-time.ts';
export { renderProblem } from './render-problem.ts';
export { printField, resolveField } from './resolve-field.ts';
export {
  type AskOptions,
  answerInStages,
  hasStages,
  MAX_CONTEXT_RECORDS,
  MAX_STAGE_MATCHES,
  type StageOptions,
  type StageSource,
} from './stages.ts';
export { type Around, Neighbours } from './neighbours.ts';
export { finishTable, orderGroups, type RawColumn, type RawTable, TABLE_ROW_LIMIT, tableOfGroups } from './table.ts';
export { applyTablePipes } from './table-pipes.ts';
export { MASK, messageTemplate } from './template.ts';
export { parseByteSize, parseDuration } from './units.ts';
export { wildcardParts } from './wildcard.ts';
