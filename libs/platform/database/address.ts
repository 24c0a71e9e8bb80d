/** The same server and database, as this login. */
export const urlAs = (url: string, name: string, password: string): string => {
  const changed = new URL(url);
  changed.username = name;
  changed.password = encodeURIComponent(password);
  return changed.toString();
};

/** The same server and login, another database. */
export const withDatabase = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
};

/** For sentences: where a server is, and nothing secret. */
export const placeOf = (url: string): string => {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || 5432}`;
};

/** The name after the host. */
export const databaseOf = (url: string): string => new URL(url).pathname.slice(1);
