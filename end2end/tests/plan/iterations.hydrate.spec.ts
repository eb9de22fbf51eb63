// The backlog awake: tasks dragged and carried by keys from the backlog into an iteration, with Undo; a refused move rolls back.
import type { Page } from '@playwright/test';
import { awake } from '../../lib/awake.ts';
import { newProject, newTask, type Made } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';
import { uuidv7, type World } from '../../lib/world.ts';

test('a task is dragged into an iteration and within it', async ({ signedIn: page, world }) => {
  const { made } = await backlog(page, world, 'IDR', ['Alpha', 'Bravo', 'Charlie']);
  const [alpha, bravo] = made;
  await drag(page, bravo, section(page, 'One').locator('ul.cards'));
  await expect(titles(page, 'One')).toHaveText(['Bravo']);
  await expect(page.getByRole('status').filter({ hasText: `${bravo.code} moved.` })).toBeVisible();
  await expect(page.locator('li.is-pending')).toHaveCount(0);
  await drag(page, alpha, row(page, bravo), 0.2);
  await expect(titles(page, 'One')).toHaveText(['Alpha', 'Bravo']);
  await expect(page.locator('li.is-pending')).toHaveCount(0);
  await page.reload();
  await awake(page);
  await expect(titles(page, 'One')).toHaveText(['Alpha', 'Bravo']);
  await expect(titles(page, 'Backlog')).toHaveText(['Charlie']);
  await drag(page, alpha, section(page, 'Backlog').locator('ul.cards'), 0.95);
  await expect(titles(page, 'Backlog')).toHaveText(['Charlie', 'Alpha']);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(titles(page, 'One')).toHaveText(['Alpha', 'Bravo']);
});

test('a task is carried by keys past the end of its iteration', async ({ signedIn: page, world }) => {
  const { made } = await backlog(page, world, 'IKE', ['Alpha', 'Bravo']);
  const [alpha] = made;
  const said = page.locator('.board-p > [role=status]');
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Alpha', exact: true })).toBeFocused();
  await page.keyboard.press('m');
  await expect(said).toContainText(`${alpha.code} is taken.`);
  await page.keyboard.press('ArrowUp');
  await expect(said).toHaveText(`${alpha.code}, One, 1 of 1.`);
  await page.keyboard.press('Enter');
  await expect(titles(page, 'One')).toHaveText(['Alpha']);
  await expect(page.getByRole('status').filter({ hasText: `${alpha.code} moved.` })).toBeVisible();
  // From row to row, over the end of one into the next.
  await page.keyboard.press('j');
  await expect(page.getByRole('link', { name: 'Bravo', exact: true })).toBeFocused();
  await page.keyboard.press('k');
  await expect(page.getByRole('link', { name: 'Alpha', exact: true })).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(titles(page, 'Backlog')).toHaveText(['Alpha', 'Bravo']);
});

test('a refused move rolls back, with the reason', async ({ signedIn: page, world }) => {
  const { made } = await backlog(page, world, 'IRE', ['Alpha']);
  await page.route('**/do/plan/rank_task', route => route.fulfill({ status: 503, contentType: 'application/json', body: '{"is":"busy","after_s":1}' }));
  await drag(page, made[0], section(page, 'One').locator('ul.cards'));
  await expect(row(page, made[0]).getByRole('alert')).toContainText('try again in a moment');
  await expect(titles(page, 'Backlog')).toHaveText(['Alpha']);
  await page.unroute('**/do/plan/rank_task');
  await row(page, made[0]).getByRole('button', { name: 'Retry' }).click();
  await expect(titles(page, 'One')).toHaveText(['Alpha']);
});

async function backlog(page: Page, world: World, letters: string, tasks: string[]) {
  const project = await newProject(world, letters, true);
  const workspace = world.workspace.slug;
  await world.post('/do/plan/create_iteration', { workspace, project: project.id, id: uuidv7(), name: 'One' });
  const made: Made[] = [];
  for (const title of tasks) made.push(await newTask(world, project, title));
  await page.goto(world.at(`/p/${project.key}/backlog`));
  await awake(page);
  return { project, made: made as [Made, Made, Made] };
}

function section(page: Page, name: string) {
  return page.locator('section.it').filter({ has: page.locator('h2', { hasText: new RegExp(`^${name}$`) }) });
}

function titles(page: Page, name: string) {
  return section(page, name).locator('a.t');
}

function row(page: Page, task: Made) {
  return page.locator(`li.tk-l[data-code="${task.code}"]`);
}

/** Lets go over another place, so far down it. */
async function drag(page: Page, task: Made, to: import('@playwright/test').Locator, down = 0.5) {
  const from = (await row(page, task).boundingBox())!;
  await page.mouse.move(from.x + 60, from.y + 12);
  await page.mouse.down();
  await page.mouse.move(from.x + 75, from.y + 22, { steps: 3 });
  const there = (await to.boundingBox())!;
  await page.mouse.move(there.x + there.width / 2, there.y + there.height * down, { steps: 6 });
  await page.mouse.up();
}
