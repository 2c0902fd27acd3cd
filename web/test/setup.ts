// Setup: Debian's Node 18 keeps the web's randomness in a module; browsers and newer Nodes have it at hand.

import { webcrypto } from 'node:crypto';

if (!('crypto' in globalThis)) Object.defineProperty(globalThis, 'crypto', { value: webcrypto });
