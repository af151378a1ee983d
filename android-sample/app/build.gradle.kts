import com.google.protobuf.gradle.id
import com.google.protobuf.gradle.proto

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.protobuf)
}

android {
    namespace = "chat.charla.android"
    // Maven compiles against the same platform.
    compileSdk = 34
    // The app has no Kotlin sources.
    enableKotlin = false

    defaultConfig {
        applicationId = "chat.charla.android"
        minSdk = 26
        targetSdk = 34
        versionCode = 1
        versionName = "0.1.0"
    }

    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"), "proguard-rules.pro")
        }
    }

    sourceSets {
        getByName("main") {
            // The sources of the client library and of the name folding. They are compiled against the lite runtime of protobuf.
            java.directories += "../../client/src/main/java"
            java.directories += "../../name-fold/src/main/java"
            // The contract, and the client library's own messages. Other files are excluded, because
            // proto/target has the output of other builds.
            proto {
                srcDir("../../proto")
                srcDir("../../client/src/main/proto")
                setIncludes(listOf("charla/**/*.proto"))
            }
        }
        getByName("test") {
            // The sources of the test kit, which the tests of several modules use.
            java.directories += "../../testkit/src/main/java"
        }
    }

    lint {
        // Only app stores require a newer target. The sample is not in a store.
        disable += "ExpiredTargetSdkVersion"
    }

    testOptions {
        unitTests {
            isIncludeAndroidResources = true
            // Tests start a real server: `mvn -pl server -am package -DskipTests` builds it.
            all { test ->
                // Only Maven's profile `pictures` runs the tests that draw the pictures.
                test.exclude("**/pictures/**")
                test.systemProperty("charla.server.jar", rootDir.resolve("../server/target/charla-server.jar").path)
            }
        }
    }
}

protobuf {
    protoc { artifact = "com.google.protobuf:protoc:${libs.versions.protobuf.get()}" }
    plugins {
        id("grpc") { artifact = "io.grpc:protoc-gen-grpc-java:${libs.versions.grpc.get()}" }
    }
    generateProtoTasks {
        all().forEach { task ->
            task.builtins {
                id("java") { option("lite") }
            }
            task.plugins {
                id("grpc") {
                    option("lite")
                    option("@generated=omit")
                }
            }
        }
    }
}

dependencies {
    implementation(libs.grpc.android)
    implementation(libs.grpc.okhttp)
    implementation(libs.grpc.protobuf.lite)
    implementation(libs.grpc.stub)
    implementation(libs.gson)
    implementation(libs.jspecify)
    implementation(libs.protobuf.javalite)

    testImplementation(libs.grpc.netty.shaded)
    testImplementation(libs.junit4)
    testImplementation(libs.netty.pkitesting)
    testImplementation(libs.robolectric)
}
