export * from './fake-clock.ts';
export * from './awkward-records.ts';
export * from './contract-kit.ts';
export * from './draws.ts';
export * from './formatter-kit.ts';
export * from './filter-kit.ts';
export * from './recorded-diagnostics.ts';
export * from './until.ts';
