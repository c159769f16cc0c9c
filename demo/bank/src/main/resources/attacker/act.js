'use strict';

// The whole of an attack: the page is open, so its form is sent or its link followed.
const act = document.getElementById('act');
if (act instanceof HTMLFormElement) {
  act.submit();
} else {
  act.click();
}
