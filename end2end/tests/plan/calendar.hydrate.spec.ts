// The calendar awake: a task beside it, moved by drag and by keys, and the keys that turn it.
import type { Page } from '@playwright/test';
import { newProject, newTask, type Made } from '../../lib/plan.ts';
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import type { World } from '../../lib/world.ts';

test('a task opens beside the calendar, and the focus comes back to it', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'CHO', true);
  const task = await dated(world, project, 'Look at me', '', '2027-03-10');
  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-03`));
  await awake(page);
  await page.keyboard.press('j');
  const link = page.getByRole('link', { name: 'Look at me', exact: true });
  await expect(link).toBeFocused();
  await link.press('Enter');
  const drawer = page.getByRole('dialog', { name: task.code });
  await expect(drawer.getByRole('heading', { level: 2, name: 'Look at me' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`month=2027-03&task=${task.code}$`));
  await page.keyboard.press('Escape');
  await expect(drawer).toHaveCount(0);
  await expect(link).toBeFocused();
});

test('a task is dragged to another day, its start by as much, and taken back', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'CHD', true);
  await dated(world, project, 'Drag me', '2027-03-09', '2027-03-10');
  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-03`));
  await awake(page);
  // Taken at its first day and dropped a week later.
  await bar(page, '2027-03-09', 'Drag me').dragTo(page.locator('td[data-day="2027-03-16"]'), { sourcePosition: { x: 30, y: 10 } });
  await expect(bar(page, '2027-03-16', 'Drag me')).toHaveAttribute('data-days', '2');
  await expect(page.locator('.toast')).toContainText('moved to another day');
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await expect(bar(page, '2027-03-09', 'Drag me')).toHaveAttribute('data-days', '2');
  await page.reload();
  await expect(bar(page, '2027-03-09', 'Drag me')).toHaveAttribute('data-days', '2');
});

test('M and arrows carry a task, Escape leaves it, Enter drops it', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'CHK', true);
  const task = await dated(world, project, 'Carry me', '', '2027-03-10');
  await page.goto(world.at(`/p/${project.key}/calendar?month=2027-03`));
  await awake(page);
  await page.keyboard.press('j');
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('status').filter({ hasText: `${task.code} to Thu 18 Mar 2027` })).toBeVisible();
  await expect(page.locator('td.is-target')).toHaveAttribute('data-day', '2027-03-18');
  await page.keyboard.press('Escape');
  await expect(page.locator('td.is-target')).toHaveCount(0);
  await expect(bar(page, '2027-03-10', 'Carry me')).toBeVisible();

  await page.keyboard.press('m');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(bar(page, '2027-03-09', 'Carry me')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Carry me', exact: true })).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(bar(page, '2027-03-10', 'Carry me')).toBeVisible();
});

test('brackets turn the leaf, T leads to today, arrows go from day to day', async ({ signedIn: page, world }) => {
  await page.goto(world.at('/tasks/calendar?month=2027-01'));
  await awake(page);
  await page.keyboard.press('[');
  await expect(page.getByRole('heading', { level: 2, name: 'December 2026' })).toBeVisible();
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await expect(page.getByRole('heading', { level: 2, name: 'February 2027' })).toBeVisible();
  await page.keyboard.press('t');
  await expect(page).not.toHaveURL(/month=/);
  await expect(page.locator('td.is-today')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('td.is-today .cal-n')).toBeFocused();
  const days = page.locator('td[data-day]');
  const all = await days.evaluateAll(cells => cells.map(cell => cell.getAttribute('data-day')));
  const at = all.indexOf(await page.locator('td.is-today').getAttribute('data-day'));
  const by = at + 7 < all.length ? 7 : -7;
  await page.keyboard.press(by > 0 ? 'ArrowDown' : 'ArrowUp');
  await expect(page.locator(`td[data-day="${all[at + by]}"] .cal-n`)).toBeFocused();
});

function bar(page: Page, day: string, title: string) {
  return page.locator(`td[data-day="${day}"] .cal-b`).filter({ hasText: title });
}

async function dated(world: World, project: Made, title: string, start: string, finish: string): Promise<Made> {
  const task = await newTask(world, project, title);
  await world.post('/do/plan/edit_task', { workspace: world.workspace.slug, task: task.id, start, finish });
  return task;
}

/** The stream stands: from here on the page's own handlers answer. */
