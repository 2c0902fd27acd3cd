// Helplines: public ones, each with where its number was read, and when. None stands here without that. Numbers
// change: the page says so.

export interface Helpline {
  country: string;
  name: string;
  number: string; // as it is dialled there
  source: string; // the public page that names it
  read: string; // the day on which that page was read
}

export const helplines: Helpline[] = [
  {
    country: 'Austria',
    name: 'Frauenhelpline gegen Gewalt',
    number: '0800 222 555',
    source: 'kurier.at/chronik/oesterreich/anrufe-frauenhelpline-gewalt-zunahme/403137830',
    read: '2026-11-22',
  },
  {
    country: 'United Kingdom',
    name: 'National Domestic Abuse Helpline (Refuge)',
    number: '0808 2000 247',
    source: 'gov.uk/government/news/refuge-awarded-grant-to-operate-domestic-abuse-helpline',
    read: '2026-11-22',
  },
  {
    country: 'United States',
    name: 'National Domestic Violence Hotline',
    number: '1-800-799-7233',
    source: 'en.wikipedia.org/wiki/National_Domestic_Violence_Hotline',
    read: '2026-11-22',
  },
];
