#!/bin/bash
# What is done under systemd; one line for each thing that was shown: `ok …` or `NOT …`.
export LD_LIBRARY_PATH=/opt/python/lib PYTHONPATH=/opt/source
TINGTANG="/opt/tingtang/current/venv/bin/python -m tingtang"
cd /

end() {
    systemctl poweroff --force
    exit
}
show() { # WHAT COMMAND…
    local what=$1
    shift
    if "$@" > /tmp/said 2>&1; then
        echo "ok  $what"
    else
        echo "NOT $what: $(tail -3 /tmp/said | tr '\n' ' ')"
    fi
}
start() {
    local begun
    begun=$(date +%s%N)
    show "$1 is ready" systemctl start "$1"
    echo "    after $((($(date +%s%N) - begun) / 1000000)) ms; $(systemctl show -p StatusText --value "$1")"
}
again() { # UNIT: stop its first process for real, wait until systemd has a new one ready.
    local unit=$1 process begun now
    process=$(systemctl show -p MainPID --value "$unit")
    begun=$(date +%s%N)
    kill -STOP "$process"
    for _ in $(seq 1200); do
        sleep 0.2
        now=$(systemctl show -p MainPID --value "$unit")
        if [ "$now" != "$process" ] && [ "$now" != 0 ] && [ "$(systemctl is-active "$unit")" = active ]; then
            echo "ok  $unit, frozen, is killed by the watchdog, and a new one is ready"
            echo "    after $((($(date +%s%N) - begun) / 1000000)) ms; WatchdogSec=$(systemctl show -p WatchdogUSec --value "$unit")"
            return
        fi
    done
    echo "NOT $unit, frozen, came back"
}
task() { show "$1 does its work" systemctl start "$1"; }
well() { show "$1 says on /healthz that it answers" curl -s --noproxy '*' -o /dev/null "http://127.0.0.1:$2/healthz"; }

cp /opt/source/firmware_configs/examples/controller/hall.toml /etc/tingtang/hall.toml
cat > /etc/tingtang/controller.toml <<X
site_file = "/etc/tingtang/hall.toml"
data_dir = "/var/lib/tingtang/controller"
complaints_key = "/run/credentials/tingtang-controller.service/complaints-key"
[broker]
username = "ctl"
password_file = "/run/credentials/tingtang-controller.service/broker-password"
[metrics]
port = 9101
X
printf 'site = "000000-00"\nnames = ["127.0.0.1"]\n' > /etc/tingtang/units.toml
cat > /etc/tingtang/agent.toml <<X
[agent]
site = "000000-00"
node = "window-agent"
data_dir = "/var/lib/tingtang/agent"
[broker]
port = 8883
ca_file = "/run/credentials/tingtang-agent.service/hall-ca.crt"
certificate_file = "/run/credentials/tingtang-agent.service/client.crt"
key_file = "/run/credentials/tingtang-agent.service/client.key"
[metrics]
port = 9102
X
cat > /etc/tingtang/kiosk.toml <<X
[kiosk]
site = "000000-00"
node = "kiosk-01"
data_dir = "/var/lib/tingtang/kiosk"
printer = "kiosk-01-agent/receipt-1"
[broker]
port = 1884
[metrics]
port = 9103
X
(umask 077 && openssl rand -hex 32 > /etc/tingtang/secrets/complaints-key)
cp /opt/source/firmware_configs/mosquitto/tingtang.conf /etc/mosquitto/mosquitto.conf

show "the hall has an authority" $TINGTANG trust init --site 000000-00 --name 127.0.0.1
for unit in mosquitto.service tingtang-units.service tingtang-controller.service; do start $unit; done
$TINGTANG trust code window-agent > /tmp/code 2>&1
show "a unit is enrolled" $TINGTANG enrol --hall 127.0.0.1:8443 --code "$(cat /tmp/code)"
start tingtang-agent.service
start tingtang-kiosk.service
well tingtang-controller.service 9101
well tingtang-agent.service 9102
well tingtang-kiosk.service 9103
show "the agent's certificate opens the hall's broker" grep -q '"broker","well":true' <(curl -s --noproxy '*' http://127.0.0.1:9102/healthz)
show "a reload is taken" systemctl reload tingtang-controller.service
$TINGTANG backup key --out /root/backup.key | grep -A1 '^.backup' >> /etc/tingtang/controller.toml
for unit in backup retention renew doctor; do task tingtang-$unit.service; done
show "there is a backup" test -n "$(ls /var/lib/tingtang/backups/*.age 2> /dev/null)"
for unit in kiosk agent controller units; do again tingtang-$unit.service; done

# A service whose file is wrong: it gives up, is tried after each pause, and comes back by itself once the file is mended.
sed -i 's/OnActiveSec=5min/OnActiveSec=2s/' /etc/systemd/system/tingtang-again@.timer
mkdir -p /etc/systemd/system/tingtang-agent.service.d
printf '[Unit]\nStartLimitBurst=2\n' > /etc/systemd/system/tingtang-agent.service.d/soon.conf
systemctl daemon-reload
echo 'wrong = 1' >> /etc/tingtang/agent.toml
systemctl reset-failed tingtang-agent.service
systemctl restart tingtang-agent.service 2> /dev/null
for _ in $(seq 300); do
    sleep 0.2
    [ "$(systemctl is-active tingtang-agent.service)" = failed ] && break
done
show "an agent whose file is wrong gives up" test "$(systemctl is-active tingtang-agent.service)" = failed
sed -i '$d' /etc/tingtang/agent.toml
for _ in $(seq 600); do
    sleep 0.2
    [ "$(systemctl is-active tingtang-agent.service)" = active ] && break
done
show "mended, it comes back without a command" test "$(systemctl is-active tingtang-agent.service)" = active

leaks() { ! journalctl --no-pager -o cat | grep -qiF "$(cat /etc/tingtang/secrets/broker-password)"; }
show "no secret stands in the journal" leaks
systemd-analyze security --no-pager | grep -E 'tingtang|mosquitto' | sed 's/^/    /'
journalctl --no-pager -p warning -o short-monotonic | grep -v orders > /tmp/warnings
echo "    $(wc -l < /tmp/warnings) lines at warning and above"
end
