// Device tour: the pages of several devices, the recovery code and leaving, each in the state in which it has most to
// show.

import type { Browser, BrowserContextOptions as Options } from 'playwright-core';
import { codeOn, linkForDevice, openLink, typeBack } from './devices';
import { arrive, beginUpToTheCode, button, compare, go, heading, meet, note } from './people';
import type { Relay } from './relay';
import type { Stop } from './tour';

export async function deviceTour(browser: Browser, relay: Relay, options: Options, stop: Stop): Promise<void> {
  const [ada, ben] = [await arrive(browser, relay, options), await arrive(browser, relay, options)];
  await beginUpToTheCode(ada, 'Ada', 'open sesame');
  await stop('recovery code', ada);
  const code = await codeOn(ada);
  await typeBack(ada, code.replace(/[^-]/g, '7'));
  await ada.getByRole('alert').filter({ hasText: /./ }).waitFor();
  await stop('typed back', ada);
  await button(ada, 'Show the code again').click();
  await button(ada, 'Later').click();
  await heading(ada, 'My room').waitFor();
  await stop('a quiet mark', ada);
  await meet(ada, ben);
  await compare([ada, ben]);
  await go(ben, 'My room');
  await note(ben, 'I like how you hum when you cook.', 'Put a copy on the table');

  const link = await linkForDevice(ada);
  await stop('a link for a device', ada);
  const phone = await openLink(browser, link, options);
  await stop('opened on the phone', phone);
  await button(phone, 'Go on with the link').click();
  await button(phone, 'They are the same').waitFor();
  await stop('words on the phone', phone);
  await button(phone, 'They differ').click();
  await stop('words that differ', phone);
  await button(phone, 'Look again').click();
  await button(phone, 'They are the same').click();
  await phone.getByText('as soon as you say on the other device').waitFor();
  await stop('on its way', phone);
  await ada.getByLabel('Your passphrase, once more').fill('open sesame');
  await stop('words of a device', ada);
  await button(ada, 'They are the same').click();
  await phone.getByText('Your room is here, too.').waitFor();
  await stop('welcome', phone);
  await ada.getByText('It is added.').waitFor();
  await ada.getByRole('button', { name: /^Remove device / }).click();
  await stop('removing', ada);
  await button(ada, 'Remove it').click();
  await ada.getByText('It is removed.').waitFor();
  await phone.reload();
  await heading(phone, 'This device was removed').waitFor();
  await button(phone, 'Forget the room in this browser').click();
  await stop('removed', phone);
  await button(phone, 'Forget it here').click();
  await button(phone, 'I have a room already').click();
  await stop('back to a room', phone);
  await phone.context().close();

  await go(ada, 'Settings');
  await button(ada, 'End the sharing').click();
  await stop('ending', ada);
  await button(ada, 'End the sharing').click();
  await ada.getByText('The sharing has ended. Your room is as it was.').waitFor();
  await go(ada, 'Our table');
  await stop('ended', ada);
  await ada.reload();
  await button(ada, 'I forgot it').click();
  await stop('forgotten', ada);
  await ada.getByRole('textbox', { name: 'Passphrase' }).fill('open sesame');
  await button(ada, 'Open').click();
  await button(ada, 'Recovery code: still to be written down').click();
  await button(ada, 'Replace it by a new one').click();
  await stop('replacing the code', ada);
  await Promise.all([ada, ben].map((page) => page.context().close()));
}
