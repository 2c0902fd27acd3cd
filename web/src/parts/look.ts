// Look: by the system, or light, or dark; kept in this browser where it keeps anything.

export type Look = 'system' | 'light' | 'dark';

export function storedLook(): Look {
  try {
    const kept = localStorage.getItem('look');
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

export function applyLook(look: Look): void {
  if (look === 'system') delete document.documentElement.dataset['look'];
  else document.documentElement.dataset['look'] = look;
}

export function keepLook(look: Look): void {
  applyLook(look);
  try {
    if (look === 'system') localStorage.removeItem('look');
    else localStorage.setItem('look', look);
  } catch {
    // This browser keeps nothing: the look holds until the window closes.
  }
}
