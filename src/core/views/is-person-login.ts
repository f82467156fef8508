// Whether a login is a person's, who can be mentioned and named as an author. An app's has brackets, and nobody reads its mail.

const LOGIN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

export function isPersonLogin(login: string): boolean {
  return LOGIN.test(login);
}
