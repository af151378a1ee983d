# Sourced by scripts that run test classes repeatedly without starting Maven each time:
#
#   compile_tests GOAL MODULE…     once: runs Maven up to GOAL, and gets the class paths and JUnit's ConsoleLauncher.
#                                  GOAL is test-compile, or package if tests start a packaged program
#   run_tests MODULE JAVA_OPTION… -- CONSOLE_OPTION…
#                                  runs one JVM in the module's directory; its command begins with the array $launcher
#   exec_tests …                   the same, but replaces this shell, so that $! is the JVM
#
# The caller creates and removes the directory $work.

launcher=()

compile_tests() { # GOAL MODULE…
    local goal=$1 modules version
    shift
    modules=$(IFS=, && echo "$*")
    version=$(sed -n 's|.*<junit.version>\(.*\)</junit.version>.*|\1|p' pom.xml)
    mvn -q -B -ntp -pl "$modules" -am "$goal" dependency:build-classpath -DskipTests -DskipAndroid \
        -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath
    mvn -q -B -ntp -N dependency:copy "-DoutputDirectory=$work" \
        "-Dartifact=org.junit.platform:junit-platform-console-standalone:$version"
    console=$work/junit-platform-console-standalone-$version.jar
    read -r -a test_jvm_args < <(sed -n 's|.*<test.jvm.args>\(.*\)</test.jvm.args>.*|\1|p' pom.xml)
}

run_tests() {
    (exec_tests "$@")
}

exec_tests() { # MODULE JAVA_OPTION… -- CONSOLE_OPTION…
    local module=$1 java_options=()
    shift
    while [[ $1 != -- ]]; do
        java_options+=("$1")
        shift
    done
    shift
    cd "$module"
    exec ${launcher[@]+"${launcher[@]}"} "${JAVA_HOME:+$JAVA_HOME/bin/}java" "${test_jvm_args[@]}" \
        -Dfile.encoding=UTF-8 ${java_options[@]+"${java_options[@]}"} \
        -cp "$console:$PWD/target/test-classes:$PWD/target/classes:$(cat target/test.classpath)" \
        org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors \
        --details=testfeed --fail-if-no-tests "$@"
}

# class_of NAME: prints the module and the full name of the test class with this simple name.
class_of() {
    local file
    file=$(find . -path "*/src/test/java/*/$1.java" -not -path '*/target/*' -print -quit)
    [[ -n $file ]] || {
        echo "there is no test class $1" >&2
        exit 2
    }
    file=${file#./}
    local name=${file#*/src/test/java/}
    name=${name%.java}
    printf '%s %s\n' "${file%%/src/test/java/*}" "${name//\//.}"
}
