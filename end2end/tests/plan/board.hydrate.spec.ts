// The board awake: cards dragged and carried by keys, with Undo; refused moves roll back; the drawer; live changes.
import type { Page } from '@playwright/test';
import { expect, test } from '../../lib/test.ts';
import { newProject, newTask, type Made } from '../../lib/plan.ts';
import type { World } from '../../lib/world.ts';

test('a card is dragged into another column and within its own', async ({ signedIn: page, world }) => {
  const { project, made } = await board(page, world, 'BDR', ['Alpha', 'Bravo', 'Charlie']);
  const [alpha, bravo, charlie] = made;
  await drag(page, bravo, column(page, 'Under way').locator('ul.cards'));
  await expect(titles(page, 'Under way')).toHaveText(['Bravo']);
  await expect(titles(page, 'Up next')).toHaveText(['Alpha', 'Charlie']);
  await expect(column(page, 'Up next').locator('header .q')).toHaveText('2');
  await expect(page.getByRole('status').filter({ hasText: `${bravo.code} moved.` })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // Above the first of its own column.
  await drag(page, charlie, card(page, alpha), 0.2);
  await expect(titles(page, 'Up next')).toHaveText(['Charlie', 'Alpha']);
  await expect(page.locator('li.is-pending')).toHaveCount(0);
  await page.reload();
  await expect(titles(page, 'Up next')).toHaveText(['Charlie', 'Alpha']);
  await awake(page);
  await drag(page, charlie, card(page, bravo), 0.9);
  await expect(titles(page, 'Under way')).toHaveText(['Bravo', 'Charlie']);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(titles(page, 'Up next')).toHaveText(['Charlie', 'Alpha']);

  // Escape lets it lie where it lay.
  await lift(page, alpha);
  await expect(page.locator('li.is-lifted')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.locator('li.is-lifted')).toHaveCount(0);
  await page.mouse.up();
  await expect(titles(page, 'Up next')).toHaveText(['Charlie', 'Alpha']);
  expect(project.key).toBe('BDRJ');
});

test('a card is carried by keys, said to the ear, and put back by Escape', async ({ signedIn: page, world }) => {
  const { made } = await board(page, world, 'BKE', ['Alpha', 'Bravo', 'Charlie']);
  const [alpha] = made;
  const said = page.locator('.board-p > [role=status]');
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Alpha', exact: true })).toBeFocused();
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Bravo', exact: true })).toBeFocused();
  await page.keyboard.press('k');
  await page.keyboard.press('m');
  await expect(said).toContainText(`${alpha.code} is taken.`);
  await page.keyboard.press('ArrowDown');
  await expect(said).toHaveText(`${alpha.code}, Up next, 2 of 3.`);
  await page.keyboard.press('ArrowRight');
  await expect(said).toHaveText(`${alpha.code}, Under way, 1 of 1.`);
  await expect(titles(page, 'Under way')).toHaveText(['Alpha']);
  await page.keyboard.press('Escape');
  await expect(titles(page, 'Up next')).toHaveText(['Alpha', 'Bravo', 'Charlie']);
  await expect(page.getByRole('link', { name: 'Alpha', exact: true })).toBeFocused();

  await page.keyboard.press('m');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(titles(page, 'Under way')).toHaveText(['Alpha']);
  await expect(page.getByRole('link', { name: 'Alpha', exact: true })).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: `${alpha.code} moved.` })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(titles(page, 'Up next')).toHaveText(['Alpha', 'Bravo', 'Charlie']);
});

test('a refused move rolls back, with the reason and Retry', async ({ signedIn: page, world }) => {
  const { made } = await board(page, world, 'BRE', ['Alpha']);
  await page.route('**/do/plan/move_card', async route => {
    await new Promise(done => setTimeout(done, 1200));
    await route.fulfill({ status: 503, contentType: 'application/json', body: '{"is":"busy","after_s":1}' });
  });
  await drag(page, made[0], column(page, 'Done').locator('ul.cards'));
  await expect(titles(page, 'Done')).toHaveText(['Alpha'], { timeout: 500 });
  await expect(card(page, made[0]).getByRole('alert')).toContainText('try again in a moment', { timeout: 4000 });
  await expect(titles(page, 'Up next')).toHaveText(['Alpha']);
  await page.unroute('**/do/plan/move_card');
  await card(page, made[0]).getByRole('button', { name: 'Retry' }).click();
  await expect(titles(page, 'Done')).toHaveText(['Alpha']);
});

test('a task opens beside the board, and Back closes it', async ({ signedIn: page, world }) => {
  const { made } = await board(page, world, 'BOP', ['Alpha']);
  const link = page.getByRole('link', { name: 'Alpha', exact: true });
  const drawer = page.getByRole('dialog', { name: made[0].code });
  await link.click();
  await expect(page).toHaveURL(new RegExp(`/board\\?task=${made[0].code}$`));
  await expect(drawer.getByRole('heading', { level: 2, name: 'Alpha' })).toBeVisible();
  await expect(card(page, made[0]).locator('.tk')).toHaveClass(/is-open/);
  await page.goBack();
  await expect(drawer).toHaveCount(0);
  await expect(link).toBeFocused();
});

test('what another moves shows by itself', async ({ signedIn: page, world }) => {
  const { made } = await board(page, world, 'BLV', ['Alpha']);
  const states = await page.locator('ul.cards').evaluateAll(all => all.map(e => e.getAttribute('data-col')!));
  const fields = { workspace: world.workspace.slug, task: made[0].id, status: states[1]!, place: 'first' };
  await world.post('/do/plan/move_card', fields);
  await expect(titles(page, 'Under way')).toHaveText(['Alpha'], { timeout: 2000 });
});

test.describe('by finger', () => {
  test.use({ hasTouch: true });
  test('a finger that rests lifts a card, one that moves on scrolls', async ({ signedIn: page, world }) => {
    const { made } = await board(page, world, 'BTO', ['Alpha', 'Bravo']);
    await page.setViewportSize({ width: 900, height: 800 });
    const from = (await card(page, made[0]).boundingBox())!;
    const to = (await column(page, 'Under way').locator('ul.cards').boundingBox())!;
    const touch = await page.context().newCDPSession(page);
    const send = (type: string, x?: number, y?: number) =>
      touch.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: x === undefined ? [] : [{ x, y: y! }] });
    await send('touchStart', from.x + 60, from.y + 16);
    await expect(page.locator('li.is-lifted')).toHaveCount(1, { timeout: 2000 });
    await send('touchMove', to.x + 40, to.y + 30);
    await send('touchMove', to.x + 50, to.y + 40);
    await send('touchEnd');
    await expect(titles(page, 'Under way')).toHaveText(['Alpha']);
  });
});

async function board(page: Page, world: World, letters: string, tasks: string[]) {
  const project = await newProject(world, letters, true);
  const made: Made[] = [];
  for (const title of tasks) made.push(await newTask(world, project, title));
  await page.goto(world.at(`/p/${project.key}/board`));
  await awake(page);
  return { project, made: made as [Made, Made, Made] };
}

function column(page: Page, name: string) {
  return page.locator('section.col').filter({ has: page.locator('h2', { hasText: new RegExp(`^${name}$`) }) });
}

function titles(page: Page, name: string) {
  return column(page, name).locator('a.t');
}

function card(page: Page, task: Made) {
  return page.locator(`li.tk-l[data-code="${task.code}"]`);
}

async function lift(page: Page, task: Made) {
  const from = (await card(page, task).boundingBox())!;
  await page.mouse.move(from.x + 60, from.y + 16);
  await page.mouse.down();
  await page.mouse.move(from.x + 75, from.y + 26, { steps: 3 });
}

/** Lets go over another place, so far down it. */
async function drag(page: Page, task: Made, to: import('@playwright/test').Locator, down = 0.5) {
  const there = (await to.boundingBox())!;
  await lift(page, task);
  await page.mouse.move(there.x + there.width / 2, there.y + there.height * down, { steps: 6 });
  await page.mouse.up();
}

async function awake(page: Page) {
  await expect(page.locator('[data-live="on"]')).toHaveCount(1, { timeout: 10_000 });
}
