// Muting a member of a group for some time (guide 9.5).

const mostMuteSeconds = 31536000; // a year

function openMute(group, account) {
  const form = byId('mute').querySelector('form').elements;
  byId('mute_text').textContent = t('「{name}」在这段时间内不能在群里发言。', { name: nickOf(account) });
  form.mute_time.value = '600';
  byId('mute_minutes').value = '30';
  showMuteMinutes();
  openDialog('mute', function () {
    const seconds = form.mute_time.value === 'other' ? Math.round(Number(byId('mute_minutes').value) * 60) : Number(form.mute_time.value);
    if (!(seconds > 0 && seconds <= mostMuteSeconds)) {
      toast(t('请填写 1 到 525600 之间的分钟数'), 'error');
      return false;
    }
    forbidSendMsg(group, account, seconds);
    return true;
  });
}

// forbidSendMsg with 0 seconds lets the member speak again.
function forbidSendMsg(group, account, seconds) {
  webim.forbidSendMsg({ GroupId: group.GroupId, Members_Account: [account], ShutUpTime: seconds },
    () => refreshMembers(group.GroupId), toastError(t('没能修改禁言')));
}

function showMuteMinutes() {
  byId('mute_other').hidden = byId('mute').querySelector('form').elements.mute_time.value !== 'other';
}

function initMute() {
  for (const choice of byId('mute').querySelectorAll('[name="mute_time"]')) choice.onchange = showMuteMinutes;
}
