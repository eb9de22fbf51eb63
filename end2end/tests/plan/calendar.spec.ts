// The calendar, in both modes: months and weeks by their addresses, what lies on their days, a move by a typed date.
import { newProject, newTask, type Made } from '../../lib/plan.ts';
import { expect, test } from '../../lib/test.ts';
import type { World } from '../../lib/world.ts';

test('a month shows its tasks on their days, and says what is done and what is late', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'CAM', hydrated);
  await dated(world, project, 'Over the weekend', '2027-03-05', '2027-03-09');
  await dated(world, project, 'At four', '', '2027-03-11 16:00');
  const long = await dated(world, project, 'Long late', '', '2020-01-02');
  const done = await dated(world, project, 'Over and done', '', '2020-01-03');
  await world.post('/do/plan/close_task', { workspace: world.workspace.slug, record: done.id });
  await page.goto(world.at(`/p/${project.key}/list`));
  await page.getByRole('navigation', { name: 'Parts of the project' }).getByRole('link', { name: 'Calendar' }).click();
  await expect(page.getByRole('columnheader')).toHaveText(['Week', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']);
  await expect(page.locator('td.is-today')).toContainText('Today');

  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-03`));
  await expect(page.getByRole('heading', { level: 2, name: 'March 2027' })).toBeVisible();
  await expect(page.locator('td[data-day]').first()).toHaveAttribute('data-day', '2027-03-01');
  await expect(page.locator('td[data-day]').last()).toHaveAttribute('data-day', '2027-04-04');
  // One bar from Friday to Sunday, and one in the week behind.
  await expect(bar(page, '2027-03-05', 'Over the weekend')).toHaveAttribute('data-days', '3');
  await expect(bar(page, '2027-03-08', 'Over the weekend')).toHaveAttribute('data-days', '2');
  await expect(page.locator('.cal-b')).toHaveCount(3);
  await expect(bar(page, '2027-03-11', 'At four')).toContainText('16:00');
  await expect(page.locator('td[data-day="2027-03-06"]')).toContainText('no work');
  await expect(page.locator('td[data-day="2027-03-05"]')).not.toContainText('no work');

  await page.goto(world.at(`/p/${project.key}/calendar?month=2020-01`));
  await expect(bar(page, '2020-01-02', 'Long late').getByRole('link', { name: /^Long late, late$/ })).toBeVisible();
  await expect(bar(page, '2020-01-03', 'Over and done').locator('svg.m-done')).toBeVisible();
  await expect(bar(page, '2020-01-03', 'Over and done').getByRole('link', { name: /^Over and done ?, done$/ })).toBeVisible();
  expect(long.code).toMatch(/^CAM/);
});

test('weeks are those of ISO, also over New Year, and nonsense shows today', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/tasks/calendar?week=2026-W53'));
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('Week 53, 28 December 2026 to 3 January 2027');
  await expect(page.locator('td[data-day]')).toHaveCount(7);
  const turn = page.getByRole('navigation', { name: 'Months and weeks' });
  await turn.getByRole('link', { name: 'Later' }).click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('Week 1, 4 to 10 January 2027');
  await expect(page).toHaveURL(/week=2027-W01/);
  await turn.getByRole('link', { name: 'Earlier' }).click();
  await turn.getByRole('link', { name: 'Earlier' }).click();
  await expect(page).toHaveURL(/week=2026-W52/);
  await turn.getByRole('link', { name: 'Today' }).click();
  await expect(page.locator('td.is-today')).toBeVisible();
  await page.getByRole('navigation', { name: 'Month or week' }).getByRole('link', { name: 'Month' }).click();
  await expect(page).toHaveURL(/month=/);
  await expect(page.locator('td.is-today')).toBeVisible();
  for (const address of ['month=2026-13', 'week=2027-W53', 'month=', 'week=x&month=2026-02']) {
    const answer = await page.goto(world.at(`/mine/calendar?${address}`));
    expect(answer!.status(), address).toBe(200);
    await expect(page.locator('td.is-today'), address).toBeVisible();
  }
});

test('a day with more than has room leads to its list, by the same filter', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'CAF', hydrated);
  for (let n = 1; n <= 7; n++) await dated(world, project, `Number ${n}`, '', '2027-05-12');
  await dated(world, project, 'Another', '2027-05-10', '2027-05-14');
  await dated(world, project, 'Not then', '', '2027-05-13');
  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-05`));
  await page.locator('td[data-day="2027-05-12"]').getByRole('link', { name: 'and 3 more' }).click();
  await expect(page).toHaveURL(/\/list\?day=2027-05-12$|\/p\/[A-Z]+\?day=2027-05-12$/);
  await expect(page.locator('tr.row')).toHaveCount(8);
  const force = page.getByRole('list', { name: 'Shown only' });
  await expect(force).toContainText('On Wed 12 May 2027');
  await force.getByRole('link', { name: /^On Wed/ }).click();
  await expect(page.locator('tr.row')).toHaveCount(9);

  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-05&q=another`));
  await expect(page.locator('.cal-b')).toHaveCount(1);
  await page.getByRole('navigation', { name: 'Months and weeks' }).getByRole('link', { name: 'Later' }).click();
  await expect(page).toHaveURL(/q=another/);
  await expect(page.getByText('Nothing that fits lies on these days.')).toBeVisible();
});

test('a task goes to another day by a typed date, with its start, and comes back', async ({ signedIn: page, world, hydrated }) => {
  const project = await newProject(world, 'CAT', hydrated);
  await dated(world, project, 'Move me', '2027-06-08', '2027-06-10');
  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-06`));
  await page.getByRole('link', { name: 'Move Move me to another day' }).click();
  const form = page.locator('.cal-mv');
  await form.getByLabel('Due on').fill('somewhen');
  await form.getByRole('button', { name: 'Move it' }).click();
  await expect(form.getByLabel('Due on')).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('Due on').fill('18 jun 2027');
  await form.getByRole('button', { name: 'Move it' }).click();
  await expect(bar(page, '2027-06-16', 'Move me')).toHaveAttribute('data-days', '3');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(bar(page, '2027-06-08', 'Move me')).toHaveAttribute('data-days', '3');
});

test('list and calendar of all tasks and of my work lead to each other', async ({ signedIn: page, world }) => {
  for (const place of ['/tasks', '/mine']) {
    await page.goto(world.at(`${place}?due=late`));
    await page.getByRole('navigation', { name: 'Shown as' }).getByRole('link', { name: 'Calendar' }).click();
    await expect(page).toHaveURL(new RegExp(`${place}/calendar\\?due=late$`));
    await page.getByRole('link', { name: 'List', exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`${place}\\?due=late$`));
  }
});

test('on a phone a month is its days with tasks, a week all seven', async ({ signedIn: page, world, hydrated }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const project = await newProject(world, 'CAP', hydrated);
  await dated(world, project, 'Alone in July', '', '2027-07-14');
  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-07`));
  await expect(page.locator('td[data-day]:visible')).toHaveCount(1);
  await expect(page.locator('td[data-day="2027-07-14"]')).toContainText('Wed 14 Jul');
  await page.goto(world.at(`/p/${project.key}/calendar?week=2027-W28`));
  await expect(page.locator('td[data-day]:visible')).toHaveCount(7);
});

function bar(page: import('@playwright/test').Page, day: string, title: string) {
  return page.locator(`td[data-day="${day}"] .cal-b`).filter({ hasText: title });
}

async function dated(world: World, project: Made, title: string, start: string, finish: string): Promise<Made> {
  const task = await newTask(world, project, title);
  await world.post('/do/plan/edit_task', { workspace: world.workspace.slug, task: task.id, start, finish });
  return task;
}
