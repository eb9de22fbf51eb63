// The app on a home screen: installable, says when there is no connection, asks before a new version comes, and keeps
// nothing of anybody.
import type { Page } from '@playwright/test';
import { chromium } from '../../lib/chromium.ts';
import { expect, test } from '../../lib/test.ts';

// Only a whole Chromium knows what can be installed.
test.use({ serviceWorkers: 'allow', launchOptions: chromium });

/** Until the worker is in charge of the page. */
async function controlled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state ?? '')).toBe('activated');
}

/** What is kept: the address and the text of each. */
function kept(page: Page): Promise<{ url: string; text: string }[]> {
  return page.evaluate(async () => {
    const all = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        all.push({ url: new URL(request.url).pathname, text: answer ? await answer.text() : '' });
      }
    }
    return all;
  });
}

test('Chromium finds nothing that keeps it from being installed', async ({ signedIn: page, world }) => {
  const devtools = await page.context().newCDPSession(page);
  const errors = async () => {
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // Each test has a profile of its own, which Chromium takes for a private window.
    return installabilityErrors.map(error => error.errorId).filter(id => id !== 'in-incognito');
  };
  await page.goto('/health');
  expect(await errors(), 'of what is no page it does').toEqual(['no-manifest']);
  await page.goto(world.at('/today'));
  await controlled(page);
  const manifest = await devtools.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  expect(new URL(manifest.url).pathname).toBe('/manifest.webmanifest');
  expect(await errors()).toEqual([]);
});

test('without a connection any address says so, and comes back by itself', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/projects'));
  await controlled(page);
  await page.context().setOffline(true);
  for (const path of ['/today', '/t/NGT-1', '/people/away']) {
    await page.goto(world.at(path));
    await expect(page.getByRole('heading', { level: 1, name: 'No connection to Daymark' })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(world.at(path));
  }
  await expect(page.getByText('What is typed in tabs that are still open is kept there.')).toBeVisible();
  await expect(page.getByText(world.owner.name)).toHaveCount(0);
  await page.context().setOffline(false);
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible({ timeout: 15_000 });
});

test('a new version asks, loses nothing that is typed, and comes when it may', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/people'));
  await controlled(page);
  await expect(page.locator('html')).not.toHaveAttribute('data-update', /./);
  // A worker under another address is a newer one.
  await page.evaluate(() => navigator.serviceWorker.register('/sw.js?newer', { scope: '/' }).then(() => undefined));
  const toast = page.getByRole('status').filter({ hasText: 'A new version is ready.' });
  await expect(toast).toBeVisible();
  const invite = page.locator('form').filter({ has: page.getByRole('button', { name: 'Make the invitation' }) });
  await invite.getByLabel('Name', { exact: true }).fill('Half a name');
  await toast.getByRole('button', { name: 'Reload', exact: true }).click();
  const asked = page.getByRole('status').filter({ hasText: 'Something that you typed is not sent yet' });
  await expect(asked).toBeVisible();
  await expect(invite.getByLabel('Name', { exact: true })).toHaveValue('Half a name');
  const loaded = page.waitForEvent('load');
  await asked.getByRole('button', { name: 'Reload all the same' }).click();
  await loaded;
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL ?? '')).toContain('?newer');
});

test('nothing of anybody is kept, before they sign out and after', async ({ page, world }) => {
  // A session of this test's own: the world's goes on.
  await page.goto(`/sign-in?next=${encodeURIComponent(world.at('/today'))}`);
  await page.getByLabel('E-mail address').fill(world.owner.email);
  await page.getByLabel('Password', { exact: true }).fill(world.owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(new RegExp(`${world.at('/today')}$`));
  await controlled(page);
  await page.goto(world.at('/t/NGT-1'));
  await page.goto(world.at('/people'));
  await expect(page.getByRole('heading', { level: 1, name: 'People' })).toBeVisible();
  const nobodys = async () => {
    const all = await kept(page);
    for (const { url, text } of all) {
      expect(url).toMatch(/^\/(pkg|fonts)\/|^\/sw\/offline$/);
      for (const theirs of [world.owner.name, world.owner.email, world.workspace.slug]) expect(text.includes(theirs), url).toBe(false);
    }
    return all;
  };
  expect((await nobodys()).length).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await nobodys();
  const left = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter(name => name.startsWith('daymark-went-')));
  expect(left).toEqual([]);
  // The way back shows the sign-in, not what was read.
  await page.goBack();
  await expect(page.getByText(world.owner.email)).toHaveCount(0);
});
