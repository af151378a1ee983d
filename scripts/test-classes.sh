# Sourced by scripts that run test classes again and again, without Maven in between:
#
#   compile_tests GOAL MODULE…     once: Maven as far as GOAL, the modules' class paths and JUnit's console.
#                                  GOAL is test-compile, or package where tests start a packaged program
#   run_tests MODULE JAVA_OPTION… -- CONSOLE_OPTION…
#                                  one JVM in the module's directory; $launcher, an array, precedes its command
#   exec_tests …                   the same in place of this shell, so that the JVM can be ended by $!
#
# The caller makes and removes the directory $work.

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

# class_of NAME: its module and full name. NAME is the simple name of a test class.
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
