/** As Winston looks for them: a place in a message for a further argument. */
export const PLACES: RegExp = /%[scdjifoO%]/;
