import type { ArchiveAccess } from './archive/archive-access.ts';
import type { FolderView } from './folder-reader.ts';
import type { HotFiles } from './hot-files.ts';
import type { SegmentKeeper } from './segment-keeper.ts';

/** A folder as questions to the store that writes it see it: what is in memory is always up to date. */
export function writingView(keeper: SegmentKeeper, hot: HotFiles, archive: ArchiveAccess): FolderView {
  const { catalog } = keeper;
  return {
    refresh: () => Promise.resolve(),
    holdings: () => ({ segments: catalog.segments, hot: hot.sources }),
    archived: () => archive.archived.all,
    lend: (segments, request) => archive.lend(segments, request),
    bloomOf: (segment) => catalog.bloomOf(segment),
    dismissDamaged: (segments) => keeper.dismissDamaged(segments),
  };
}
