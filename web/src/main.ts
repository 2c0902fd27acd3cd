import './look.css';
import { mount } from 'svelte';
import App from './app.svelte';
import { openHome } from './home/client';
import { applyLook, storedLook } from './parts/look';
import { arrive } from './parts/way';

applyLook(storedLook());
const invitation = arrive();
const target = document.getElementById('app');
if (target) mount(App, { target, props: { home: openHome(), invitation } });
