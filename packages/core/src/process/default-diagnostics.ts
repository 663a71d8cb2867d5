import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { processRegistry } from './registry.ts';

/** The default place for reports of everything in this process, shared by every copy of the package. */
export const diagnostics: Diagnostics = processRegistry().diagnostics;
