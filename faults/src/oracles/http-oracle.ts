import { type DestinationMode, HttpDestination } from '@tailrace/delivery/testing';
import { fieldOf, type Oracle } from './oracle.ts';

/** A real HTTP server that takes lines of JSON and answers as a collector does. */
export class HttpOracle implements Oracle {
  readonly #destination: HttpDestination;

  private constructor(destination: HttpDestination) {
    this.#destination = destination;
  }

  static async start(): Promise<HttpOracle> {
    return new HttpOracle(await HttpDestination.start());
  }

  get modes(): readonly DestinationMode[] {
    return this.#destination.modes;
  }

  get address(): string {
    return this.#destination.address;
  }

  get requests(): number {
    return this.#destination.requests;
  }

  become(mode: DestinationMode): Promise<void> {
    return this.#destination.become(mode);
  }

  received(): Promise<readonly string[]> {
    return this.#destination.received();
  }

  messageOf(body: string): string | undefined {
    return fieldOf(body, 'message');
  }

  idOf(body: string): string | undefined {
    return fieldOf(body, 'id');
  }

  idAs(id: string): string {
    return id;
  }

  close(): Promise<void> {
    return this.#destination.close();
  }
}
