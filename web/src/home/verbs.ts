// Verbs: what the keeper does for each thing that a page asks.

import type { Keeper } from './keeper';
import type { Verbs } from './talk';

type Work = { [V in keyof Verbs]: (home: Keeper, ...args: Verbs[V]['args']) => Promise<Verbs[V]['gives']> };

export const verbs: Omit<Work, 'beginExample' | 'endExample'> = {
  begin: (home, name, passphrase) => home.begin(name, passphrase),
  join: (home, link, name, passphrase) => home.join(link, name, passphrase),
  unlock: (home, passphrase) => home.unlock(passphrase),
  lock: (home) => home.lock(),
  setPassphrase: (home, passphrase) => home.change((core) => core.setPassphrase(passphrase)),
  useToken: (home, token) => home.useToken(token),

  joinDevice: (home, link) => home.joinDevice(link),
  recover: (home, code) => home.recover(code),
  clear: (home) => home.clear(),
  addDevice: (home) => home.change((core) => core.addDevice()),
  compareDevice: (home, same, passphrase) => home.compareDevice(same, passphrase),
  removeDevice: (home, id) => home.change((core) => core.removeDevice(id)),
  newRecovery: (home) => home.change((core) => JSON.parse(core.newRecovery())),
  checkRecovery: (home, code) => home.change((core) => core.checkRecovery(code)),

  invite: (home) => home.change((core) => core.invite()),
  compare: (home, same) => home.change((core) => core.compare(same)),
  leave: (home) => home.change((core) => core.leave()),
  write: (home, what) => home.change((core) => JSON.parse(core.write(JSON.stringify(what)))),
  correct: (home, what) => home.change((core) => core.correct(JSON.stringify(what))),
  copy: (home, what) => home.change((core) => core.copy(JSON.stringify(what))),
  takeBack: (home, id) => home.change((core) => core.takeBack(id)),

  signLinks: (home) => home.read((core) => JSON.parse(core.signLinks())),
  circles: (home) => home.read((core) => JSON.parse(core.circles())),
  fills: (home) => home.read((core) => JSON.parse(core.fills())),
  exportData: (home) => home.read((core) => core.exportData()),
  exportText: (home) => home.read((core) => core.exportText()),
  contactNow: async () => undefined,
};
