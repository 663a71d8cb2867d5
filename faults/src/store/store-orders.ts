/** What a process of the store's campaign is told to do. */
export interface StoreOrders {
  readonly role: 'write' | 'read';
  readonly directory: string;
  /** Names the records of this life. */
  readonly tag: string;
}

/** What it says: that it is at work, and which records were acknowledged. */
export interface StoreWord {
  readonly ready?: boolean;
  readonly acknowledged?: readonly string[];
  readonly failed?: string;
}
