#!/bin/sh
# ensure.sh NAME 'COMMANDS' PACKAGE: make sure that one of some commands exists; install a Debian package if we may.
for command in $2; do
    command -v "$command" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing $1 ($3) for the tests ..."
    install="apt-get install -y -qq --no-install-recommends $3"
    export DEBIAN_FRONTEND=noninteractive
    { $install || { apt-get update -qq && $install; }; } >/dev/null 2>&1 && exit 0
fi
echo "*** THERE IS NO $1 ON THIS MACHINE: THE TESTS THAT NEED IT WILL BE SKIPPED. Install the package $3. ***" >&2
exit 0
