/** A word that could stand in the place of the one that is being typed. */
export interface Candidate {
  readonly value: string;
  readonly about: string;
}
