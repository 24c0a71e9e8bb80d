import type { CrisisHelp, Resource } from '#libs/contracts/index.js';

const emergency = (number: string, about = 'If a life is in danger now'): Resource => ({
  name: 'Emergency',
  about,
  label: number,
  href: `tel:${number}`,
});
const call = (name: string, about: string, label: string): Resource => ({
  name,
  about,
  label,
  href: `tel:${label.replace(/[^0-9+]/g, '')}`,
});
const write = (name: string, about: string, number: string): Resource => ({
  name,
  about,
  label: number,
  href: `sms:${number.replace(/[^0-9+]/g, '')}`,
});
const visit = (name: string, about: string, label: string): Resource => ({ name, about, label, href: `https://${label}` });

/** Lines of every country, by name of the country; kept by volunteers and checked by them. */
export const directory = visit('Find a helpline', 'Lines in more than 130 countries, by country and topic', 'findahelpline.com');

const anyTime = 'Someone to talk to, day and night, free';

/**
 * Whom to reach in a crisis, by ISO 3166-1 region: national lines that are publicly funded or long established, the
 * first one being someone to talk to. Offline data: nothing is looked up when it is needed. The site of each line is
 * its source.
 */
export const helpLines: Readonly<Record<string, Omit<CrisisHelp, 'region'>>> = {
  // telefonseelsorge.at, rataufdraht.at
  AT: {
    regionName: 'Austria',
    resources: [
      call('TelefonSeelsorge', anyTime, '142'),
      emergency('112'),
      call('Rat auf Draht', 'For children and young people, day and night, free', '147'),
    ],
  },
  // lifeline.org.au, suicidecallbackservice.org.au
  AU: {
    regionName: 'Australia',
    resources: [
      call('Lifeline', anyTime, '13 11 14'),
      emergency('000'),
      write('Lifeline by text', 'Someone to write to, day and night', '0477 13 11 14'),
      call('Suicide Call Back Service', 'Counselling, day and night, free', '1300 659 467'),
    ],
  },
  // 988.ca
  CA: {
    regionName: 'Canada',
    resources: [
      call('9-8-8 Suicide Crisis Helpline', anyTime, '988'),
      emergency('911'),
      write('9-8-8 by text', 'Someone to write to, day and night', '988'),
    ],
  },
  // 143.ch, 147.ch
  CH: {
    regionName: 'Switzerland',
    resources: [
      call('Die Dargebotene Hand, La Main Tendue, Telefono Amico', 'Someone to talk to, day and night', '143'),
      emergency('112'),
      call('Pro Juventute', 'For children and young people, day and night, free', '147'),
    ],
  },
  // telefonseelsorge.de, nummergegenkummer.de
  DE: {
    regionName: 'Germany',
    resources: [
      call('TelefonSeelsorge', anyTime, '0800 1110111'),
      emergency('112'),
      visit('TelefonSeelsorge online', 'Someone to write to, by chat or mail', 'online.telefonseelsorge.de'),
      call('Nummer gegen Kummer', 'For children and young people, free', '116 111'),
    ],
  },
  // sanidad.gob.es/linea024, telefonodelaesperanza.org
  ES: {
    regionName: 'Spain',
    resources: [
      call('Línea 024', anyTime, '024'),
      emergency('112'),
      call('Teléfono de la Esperanza', 'Someone to talk to, day and night', '717 003 717'),
    ],
  },
  // 3114.fr
  FR: {
    regionName: 'France',
    resources: [
      call('3114, prévention du suicide', anyTime, '3114'),
      emergency('112'),
      call('SOS Amitié', 'Someone to talk to, day and night', '09 72 39 40 50'),
    ],
  },
  // samaritans.org, giveusashout.org
  GB: {
    regionName: 'the United Kingdom',
    resources: [
      call('Samaritans', anyTime, '116 123'),
      emergency('999'),
      write('Shout: send SHOUT', 'Someone to write to, day and night, free', '85258'),
    ],
  },
  // samaritans.ie, textaboutit.ie
  IE: {
    regionName: 'Ireland',
    resources: [
      call('Samaritans', anyTime, '116 123'),
      emergency('112'),
      write('Text About It: send HELLO', 'Someone to write to, day and night, free', '50808'),
    ],
  },
  // telemanas.mohfw.gov.in
  IN: {
    regionName: 'India',
    resources: [
      call('Tele-MANAS', 'Someone to talk to in 20 languages, day and night, free', '14416'),
      emergency('112'),
      call('Tele-MANAS, the other number', 'The same people, if 14416 does not connect', '1800 891 4416'),
    ],
  },
  // telefonoamico.it, samaritansonlus.org
  IT: {
    regionName: 'Italy',
    resources: [
      call('Telefono Amico Italia', 'Someone to talk to, until late in the evening', '02 2327 2327'),
      emergency('112'),
      call('Samaritans Onlus', 'Someone to talk to, in the afternoon and evening', '06 77208977'),
    ],
  },
  // 113.nl
  NL: {
    regionName: 'the Netherlands',
    resources: [
      call('113 Zelfmoordpreventie', anyTime, '0800 0113'),
      emergency('112'),
      visit('113 by chat', 'Someone to write to, day and night', 'www.113.nl'),
    ],
  },
  // 1737.org.nz, lifeline.org.nz
  NZ: {
    regionName: 'New Zealand',
    resources: [
      call('1737, Need to talk?', anyTime, '1737'),
      emergency('111'),
      write('1737 by text', 'Someone to write to, day and night, free', '1737'),
      call('Suicide Crisis Helpline', 'Day and night, free', '0508 828 865'),
    ],
  },
  // 988lifeline.org, crisistextline.org
  US: {
    regionName: 'the United States',
    resources: [
      call('988 Suicide & Crisis Lifeline', anyTime, '988'),
      emergency('911'),
      write('988 by text', 'Someone to write to, day and night, free', '988'),
      write('Crisis Text Line: send HOME', 'Someone to write to, day and night, free', '741741'),
    ],
  },
};

/** For every other place. `ZZ` is the code that ISO 3166-1 leaves for an unknown one. */
export const helpElsewhere: CrisisHelp = {
  region: 'ZZ',
  regionName: 'every country',
  resources: [
    directory,
    emergency('112', 'If a life is in danger now; from a mobile phone it reaches help in most countries'),
    visit('Befrienders Worldwide', 'Centres where someone listens, by country', 'befrienders.org'),
  ],
};
