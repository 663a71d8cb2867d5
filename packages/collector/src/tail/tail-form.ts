/** How what a reader of the live tail is told is written. */
export interface TailForm {
  record(id: string, data: string): string;
  event(
    event: 'gap' | 'note',
    data: { readonly missed: number | null } | { readonly notes: readonly string[] },
  ): string;
  /** What a reader passes over; empty where there is nothing of the kind. */
  comment(text: string): string;
}

/** Server-sent events. JSON has no bare line breaks, so one `data:` line holds a record whole; an id could end its field. */
export const serverSentEvents: TailForm = {
  record: (id, data) => `id: ${id.replace(/[\r\n\0]/g, '')}\nevent: record\ndata: ${data}\n\n`,
  event: (event, data) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`,
  comment: (text) => `: ${text}\n\n`,
};

/** Messages of a WebSocket: JSON with a type. The protocol has a heartbeat of its own. */
export const linkMessages: TailForm = {
  record: (_id, data) => `{"type":"record","record":${data}}`,
  event: (type, data) => JSON.stringify({ type, ...data }),
  comment: () => '',
};
