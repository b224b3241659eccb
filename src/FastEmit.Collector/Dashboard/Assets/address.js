// The page's state in its address, so that a link shows somebody else the same.

/** The address's parameters as an object. */
export const readAddress = () => Object.fromEntries(new URLSearchParams(location.search));

/** Sets parameters of the address; empty ones leave it. */
export function writeAddress(changes) {
  const parameters = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) {
      parameters.set(name, value);
    } else {
      parameters.delete(name);
    }
  }

  const query = parameters.toString();
  history.replaceState(null, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
}
