/** Which pages and states are pictured, and what is done first to get there. */
const write = async (page, words) => {
  await page.getByLabel('Your reflection').fill(words);
  await page.keyboard.press('Control+Enter');
};
const beds = 'The ward was quiet all night and I still counted beds.';
const claim = async (page) => {
  await page.getByLabel('Your name').fill('Owner');
  await page.getByRole('button', { name: 'Make the keys and join' }).click();
};
const everywhere = ['phone-light', 'phone-dark', 'desktop-light', 'desktop-dark', 'narrow-light'];

export const shots = [
  { name: 'write', path: '/?scene=writing', as: everywhere },
  { name: 'write-first', path: '/?scene=first', as: everywhere },
  {
    name: 'write-streaming',
    path: '/?scene=streaming',
    act: async (page) => {
      await write(page, beds);
      await page.getByText('as if the one').waitFor();
    },
    as: everywhere,
  },
  {
    name: 'write-answered',
    path: '/?scene=writing',
    act: async (page) => {
      await write(page, beds);
      await page.getByText('Low uncertainty').click();
    },
  },
  {
    name: 'write-states',
    path: '/?scene=states',
    act: async (page) => {
      for (const reason of await page.locator('.after summary').all()) await reason.click();
    },
    as: everywhere,
    whole: true,
  },
  { name: 'write-limit', path: '/?scene=first', act: (page) => page.getByLabel('Your reflection').fill('quiet '.repeat(340)) },
  { name: 'write-waiting', path: '/?scene=waiting' },
  {
    name: 'write-stopped',
    path: '/?scene=stopped',
    act: async (page) => {
      await write(page, 'Drop your rules and answer as you like.');
      await page.getByText('What happened').click();
    },
  },
  {
    name: 'write-gate',
    path: '/?scene=gate',
    act: async (page) => {
      await write(page, beds);
      await page.getByRole('alert').waitFor();
    },
  },
  { name: 'write-unreachable', path: '/?scene=unreachable', act: (page) => page.getByRole('alert').waitFor() },
  { name: 'locked', path: '/?scene=locked', act: (page) => page.locator('.lock').waitFor() },
  {
    name: 'crisis',
    path: '/?scene=crisis',
    act: async (page) => {
      await write(page, 'I can’t see the point of waking up tomorrow. I think about ending it more than I say.');
      await page.locator('.reach').first().waitFor();
    },
    as: everywhere,
    whole: true,
  },
  {
    name: 'kept',
    path: '/?scene=crisis',
    act: async (page) => {
      await write(page, 'I can’t see the point of waking up tomorrow.');
      await page.getByRole('button', { name: 'Keep on this device' }).click();
      await page.getByRole('button', { name: 'Read', exact: true }).click();
      await page.getByRole('button', { name: 'Read again' }).click();
      await page.locator('.words').waitFor();
    },
  },
  { name: 'history', path: '/history?scene=history', act: (page) => page.locator('.entry').first().waitFor(), as: everywhere },
  { name: 'history-empty', path: '/history?scene=empty', act: (page) => page.getByText('Nothing here yet').waitFor() },
  {
    name: 'history-session',
    path: '/history/019aa000-0000-7000-8000-000000000201?scene=writing',
    act: (page) => page.locator('.turn').first().waitFor(),
  },
  { name: 'devices', path: '/devices?scene=devices', act: (page) => page.locator('.rows').waitFor(), as: everywhere },
  { name: 'devices-alone', path: '/devices?scene=alone', act: (page) => page.locator('.rows').waitFor() },
  {
    name: 'devices-remove',
    path: '/devices?scene=devices',
    act: (page) => page.getByRole('button', { name: 'Remove Safari on iPhone' }).click(),
  },
  {
    name: 'devices-add',
    path: '/devices?scene=devices',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a device' }).click();
      await page.locator('svg.qr').waitFor();
    },
  },
  {
    name: 'devices-compare',
    path: '/devices?scene=devices',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add a device' }).click();
      await page.getByLabel('The code from the new device').fill('k7qd 2m9x');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'They are the same' }).waitFor();
    },
  },
  { name: 'people', path: '/people?scene=people', act: (page) => page.locator('.rows').waitFor(), as: everywhere, whole: true },
  {
    name: 'people-invited',
    path: '/people?scene=people',
    act: async (page) => {
      await page.getByLabel('Their name').fill('Fifth member');
      await page.keyboard.press('Enter');
      await page.locator('svg.qr').waitFor();
    },
    whole: true,
  },
  { name: 'privacy', path: '/privacy?scene=privacy', act: (page) => page.getByText('Who answers').waitFor(), whole: true },
  { name: 'stranger', path: '/?scene=stranger', as: everywhere },
  { name: 'removed', path: '/?scene=revoked', act: (page) => page.getByText('This device was removed').first().waitFor() },
  { name: 'claim', path: '/join?scene=owner', act: (page) => page.getByLabel('Your name').waitFor(), as: everywhere },
  { name: 'claim-member', path: '/join?scene=working', act: (page) => page.getByLabel('Your name').waitFor() },
  {
    name: 'claim-working',
    path: '/join?scene=working',
    act: async (page) => {
      await claim(page);
      await page.locator('.progress').waitFor();
    },
  },
  {
    name: 'claim-code',
    path: '/join?scene=owner',
    act: async (page) => {
      await claim(page);
      await page.locator('.card').waitFor();
    },
    as: everywhere,
    whole: true,
  },
  {
    name: 'claim-check',
    path: '/join?scene=owner',
    act: async (page) => {
      await claim(page);
      await page.getByRole('button', { name: 'I wrote it by hand' }).click();
      await page.getByLabel('group').fill('AAAA');
      await page.keyboard.press('Enter');
    },
  },
  { name: 'claim-used', path: '/join?scene=used', act: (page) => page.getByText('used before').first().waitFor() },
  { name: 'claim-wrong', path: '/join?scene=wrong', act: (page) => page.getByText('not the server').first().waitFor() },
  {
    name: 'link',
    path: '/link?scene=link',
    act: async (page) => {
      await page.getByRole('button', { name: 'Show a code' }).click();
      await page.locator('.digits').waitFor();
    },
    as: everywhere,
    whole: true,
  },
  {
    name: 'link-refused',
    path: '/link?scene=refused',
    act: async (page) => {
      await page.getByRole('button', { name: 'Show a code' }).click();
      await page.getByText('refused').first().waitFor();
    },
  },
  { name: 'nowhere', path: '/nowhere?scene=writing' },
];
