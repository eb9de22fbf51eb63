// Every text comes from one place: in the pseudo-locale each is wrapped, and what is not wrapped is data.
import { pages } from '../../lib/pages.ts';
import { OWNER, WORKSPACE } from '../../lib/world.ts';
import { expect, test } from '../../lib/test.ts';

/** What people typed, and figures. */
const DATA = [
  OWNER.name, OWNER.email, WORKSPACE.name, 'Northgate website', 'NGT', 'Map the old pages', 'Agree the wording with the archive', 'Photograph the reading room',
  'Draft nobody wants', 'Half of them redirect already.', 'Ola Nowak', 'ola@example.test', 'Board', 'Etc/UTC', 'Europe/Berlin', 'Ctrl', 'Sam Okafor',
  // What the days' tests type.
  'Ring the printer', 'A line about', 'Talked to Owen',
  'Moving house', 'The launch is that week.', 'Support awake', 'Support asleep', 'Shut-down',
  'The new site', 'the archive has not agreed the wording', 'With its', 'maps', 'The first pages are up.', 'Cora Vance', 'cora@northgate.test', 'Archive', 'Ask the archive', 'the old index is at the binder', 'The binder', 'addresses', 'Old', 'first.', 'Agree the wording with the', 'archive',
];
const FIGURES = /^[\s\d.,:·#()+[\]-]*$|^(NGT|TH[JN])-\d+$|^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d+ \w{3}( \d{4})?( \d\d:\d\d)?$|^[A-Z]\w+(\/[\w +-]+)+$|^[A-ZŁ]{1,2}$|^Chrome, Linux$|^HeadlessChrome.*$/;

test.use({ own: 'words' });

for (const { name, as, path } of pages) {
  test(`no text of ${name} stands outside the words`, async ({ page, world }) => {
    await page.context().addCookies([{ name: 'locale', value: 'en-XA', url: world.baseURL }, ...(as === 'owner' ? world.cookies : [])]);
    await page.goto(path(world));
    await expect(page.locator('html')).toHaveAttribute('lang', 'en-XA');
    const snapshot = await page.locator('body').ariaSnapshot();
    const quoted = [...snapshot.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(match => match[1]!);
    expect(quoted.some(text => text.includes('⟦')), 'the pseudo-locale is on').toBe(true);
    const served = await (await page.request.get(path(world))).text();
    const texts = await page.evaluate(served => {
      const found: string[] = [];
      // As it is shown, and as whoever has no JavaScript gets it.
      for (const body of [document.body, new DOMParser().parseFromString(served, 'text/html').body]) {
        const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          const parent = walk.currentNode.parentElement;
          if (parent && !parent.closest('script, style, noscript, template')) found.push(walk.currentNode.textContent!.trim());
        }
        for (const element of body.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
          for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
            const text = element.getAttribute(name);
            if (text) found.push(text.trim());
          }
        }
      }
      return found;
    }, served);
    const outside = texts.filter(text => text && !text.includes('⟦') && !FIGURES.test(text) && !DATA.some(data => text.includes(data)));
    // Titles that other tests made are data as well; they are made of what those tests type.
    const strays = outside.filter(text => !/^(TH[JN]$|Thin path|Walk the path|Seen elsewhere|Slow one|Undo by key|Ten tabs|Trash me|Edit a|First one|Second one|Two lines|It goes)/.test(text));
    expect(strays).toEqual([]);
  });
}
