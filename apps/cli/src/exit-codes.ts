/** What the process's exit code says; `--help` and the README are made from this table. */
export const EXIT_CODES = {
  found: { code: 0, meaning: 'done; a search found something' },
  nothing: { code: 1, meaning: 'a search found nothing; what was compared differs' },
  usage: { code: 2, meaning: 'the command line, a setting or the query is wrong' },
  failed: { code: 3, meaning: 'a source or destination failed; what the others gave was printed' },
  damage: { code: 4, meaning: 'records were rejected, or damage was found' },
  interrupted: { code: 130, meaning: 'interrupted' },
} as const satisfies Record<string, { readonly code: number; readonly meaning: string }>;
