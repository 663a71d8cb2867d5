import type { Destination, DestinationMode } from '@tailrace/delivery/testing';
import { fieldOf, type Oracle } from './oracle.ts';

/** A destination whose bodies are records in wire form. */
export class JsonOracle implements Oracle {
  readonly #destination: Destination;

  constructor(destination: Destination) {
    this.#destination = destination;
  }

  get modes(): readonly DestinationMode[] {
    return this.#destination.modes;
  }

  get address(): string {
    return this.#destination.address;
  }

  get requests(): number | undefined {
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
