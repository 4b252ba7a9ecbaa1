// The version of the API that this page uses. All differences between the two are in
// dialect13.js and dialect17.js.

export let dialect = null;

// useDialect is called at the sign-in.
export function useDialect(chosen) {
  dialect = chosen;
}
