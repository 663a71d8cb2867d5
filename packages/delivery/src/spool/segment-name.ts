/** Ends the name of a file of entries. */
export const SEGMENT_SUFFIX = '.seg';
/** Ends the name of the file that says which of a segment's entries are done. */
export const PROGRESS_SUFFIX = '.done';

/** A segment's name: its run, and its number in the run; names sort by age. */
export function segmentName(run: string, number: number): string {
  return `${run}-${number.toString().padStart(8, '0')}`;
}

/** The names of the segments among the files of a folder, the oldest first. */
export function segmentNames(files: readonly string[]): string[] {
  return files
    .filter((file) => file.endsWith(SEGMENT_SUFFIX))
    .map((file) => file.slice(0, -SEGMENT_SUFFIX.length))
    .sort();
}
